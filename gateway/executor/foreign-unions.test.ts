import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { RequestContext, Send, Snapshot } from '../context.ts';
import { readContract } from '../policy/contract.ts';
import { REFUSED_UNION_ANSWERS, UNION_FIELDS } from '../policy/testing/union-answers.ts';
import { createApolloEngine } from './apollo-engine.ts';
import { createCompiledEngine } from './compiled/compiled-engine.ts';
import { createOwnerRules } from './compiled/routing.ts';
import { createOwnerRouting } from './owner-routing.ts';
import { createPlanners } from './planning/planners.ts';

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const contract = readContract(contractSdl());
const planners = createPlanners('hive', () => undefined);
afterAll(() => planners.close());

/** What Harbor answers for its share, and Acme, who asks, for its own. */
let harbors: unknown;
const OWN = { __typename: 'SharedDocument', t: 'SharedDocument', title: 'own', updatedAt: null };

const send: Send = (target) => {
  const shares = ['harbor', 'acme'].map((owner) => ({ __typename: 'Share', id: `shr_${owner}_${ULID}` }));
  const thread = { __typename: 'Thread', messages: { nodes: [{ __typename: 'Message', shares }] } };
  if (target.kind === 'shared') return Promise.resolve(bytesOf({ data: { thread } }));
  return Promise.resolve(
    bytesOf({ data: { _entities: [{ content: target.kind === 'own' ? OWN : harbors }] } }),
  );
};

function bytesOf(answer: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(answer));
}

const faults: string[] = [];
const context: RequestContext = {
  requestId: 'r',
  traceparent: '',
  caller: { company: 'acme', token: 't', sub: 's', kind: 'person' },
  registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
  onFault: ({ detail }) => void faults.push(detail),
};

const QUERY = `{ thread(id: "thr_${ULID}") { messages(first: 1) { nodes { shares { content { ${UNION_FIELDS} } } } } } }`;

describe.each(['compiled', 'apollo'])('a union that another company answers, by the %s engine', (name) => {
  let snapshot: Snapshot;
  beforeAll(async () => {
    const engine =
      name === 'apollo'
        ? createApolloEngine(createOwnerRouting({ contract, send }))
        : createCompiledEngine({ routing: createOwnerRules(contract), send, planners });
    snapshot = await engine.prepare({ key: name, supergraphSdl: composeView(sharedSdl(), contractSdl()) });
  });

  const ask = async (content: unknown) => {
    harbors = content;
    const { body } = await snapshot.execute({ query: QUERY, queriesOnly: false }, context);
    return JSON.parse(String(body)) as { data: unknown; errors?: { path: unknown; extensions: unknown }[] };
  };
  const answered = (first: unknown) => ({
    thread: { messages: { nodes: [{ shares: [{ content: first }, { content: OWN }] }] } },
  });

  it('takes the members of the contract', async () => {
    const given = { __typename: 'SharedPrivateThread', t: 'SharedPrivateThread', title: 'T' };
    const messages = [{ __typename: 'Lie', body: 'x', more: 1 }];
    const kept = { ...given, messages: [{ __typename: 'SharedPrivateMessage', body: 'x' }] };
    expect(await ask({ ...given, messages })).toEqual({ data: answered(kept) });
  });

  it.each(REFUSED_UNION_ANSWERS)('refuses %s, at its place alone', async (_, content) => {
    const { data, errors } = await ask(content);
    expect(data).toEqual(answered(null));
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['thread', 'messages', 'nodes', 0, 'shares', 0, 'content'],
        extensions: { code: 'SUBGRAPH_INVALID_RESPONSE' },
      }),
    ]);
  });

  it('never says a type under an alias that the answer made up', async () => {
    const { data } = await ask({ ...OWN, t: 'Query' });
    // The compiled engine writes the type itself, wherever it was asked for, and asks for it once.
    expect(data).toEqual(answered(name === 'compiled' ? { ...OWN } : null));
  });
});
