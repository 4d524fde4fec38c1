import { expect } from '@jest/globals';
import type { CannedNetwork, Company } from '#test/testkit/canned-network.ts';
import { privateMark } from '#test/testkit/canned-graph.ts';
import type { Reply } from '#test/testkit/network.ts';

/** Asks the shared layer, the caller's own company and, for published fields, the others. */
export const QUESTION = `query Question { me { displayName } team(id: "tem_01JQZX5T8E7W3N6K9M2P4R5S00") { name
  threads { nodes { title notes { body } participants { id displayName agent { id name skills instructions } } } } }
  workspace { agents { name instructions } } }`;

/** What a program says that nobody may ever read. */
export const POISON = 'HOSTILE-WORD';

type Participant = { id: string; agent: unknown };
interface Data {
  readonly team: {
    readonly threads: { readonly nodes: readonly { readonly participants: Participant[] }[] };
  };
}

/** The answer's data with a company's agents left out, which are all that the company may cost a caller. */
export function withoutAgentsOf(company: Company, { json }: Reply): unknown {
  const data = structuredClone(json.data) as unknown as Data;
  for (const { participants } of data.team.threads.nodes)
    for (const one of participants) if (one.id.includes(`_${company}_`)) one.agent = 'left out';
  return data;
}

/** A company's agents in the answer. */
export function agentsOf(company: Company, { json }: Reply): unknown[] {
  const data = json.data as unknown as Data;
  const all = data.team.threads.nodes.flatMap(({ participants }) => participants);
  return all.filter(({ id }) => id.includes(`_${company}_`)).map(({ agent }) => agent);
}

/** The codes of an answer, each once. */
export function codesOf({ json }: Reply): unknown[] {
  return [...new Set((json.errors ?? []).map(({ extensions }) => extensions?.['code']))].sort();
}

/**
 * While Harbor is hostile: Acme loses Harbor's fields at the most, and says why with a code; Nimbus's callers, who ask the
 * same of everybody, lose the same and no more; nothing that Harbor said in private is read by anybody.
 */
export async function expectHarborAlone(
  network: CannedNetwork,
  well: Readonly<Record<'acme' | 'nimbus', Reply>>,
  codes: readonly string[],
): Promise<Reply> {
  const [acme, nimbus] = await Promise.all([network.ask('acme', QUESTION), network.ask('nimbus', QUESTION)]);
  for (const [reply, before] of [
    [acme, well.acme],
    [nimbus, well.nimbus],
  ] as const) {
    expect(reply.status).toBe(200);
    expect(codesOf(reply)).toEqual(codes);
    expect(withoutAgentsOf('harbor', reply)).toEqual(withoutAgentsOf('harbor', before));
    if (codes.length === 0) expect(agentsOf('harbor', reply)).toEqual(agentsOf('harbor', before));
    else expect(new Set(agentsOf('harbor', reply))).toEqual(new Set([null]));
    expect(reply.text).not.toContain(POISON);
    expect(reply.text).not.toContain(privateMark('harbor'));
    for (const { path } of reply.json.errors ?? []) expect(path?.[0]).toBe('team');
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  return acme;
}
