import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { HARBOR } from '#cli/scenario/harbor.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const message = SHARED_SCENARIO.teams[0]?.threads[0]?.messages[0]?.id ?? '';

/** The driver under every program of the network, which all run in this process. */
const statements: string[] = [];
const driver = pg.Client.prototype as { query: (...given: unknown[]) => unknown };
const { query } = driver;
function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  const { text } = given as { text?: unknown };
  return typeof text === 'string' ? text : 'cursor';
}

/**
 * Promise: what is missing, forbidden and private takes the same work, so that no clock tells one from another: the same
 * statements in every database, and the same requests out of the gateway. (A clock would be a test of the machine.)
 */
describe('the work for what a caller may not see', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    driver.query = function (this: unknown, ...given: unknown[]) {
      statements.push(textOf(given[0]));
      const running: unknown = Reflect.apply(query, this, given);
      return running;
    };
    network = await startTestNetwork();
  }, 120_000);
  afterAll(async () => {
    driver.query = query;
    await network[Symbol.asyncDispose]();
  });

  /** All that one question costs: which statements, which requests to where, and how much is answered. */
  async function workFor(who: readonly [string, string], document: string, id: string) {
    const token = await network.tokenOf(...who);
    // Once before, so that passports, attestations, plans and prepared statements are there.
    await network.ask(token, document, { id });
    const from = { statements: statements.length, sent: network.sent.length };
    const { text, status } = await network.ask(token, document, { id });
    const sent = network.sent
      .slice(from.sent)
      .map(({ url, body }) => [
        url,
        body.replaceAll(id, '<id>').replace(/"audience":"[^"]*"/, '"audience":"<company>"'),
      ]);
    return {
      status,
      text: text.replaceAll(id, '<id>'),
      sent: sent.sort(),
      statements: foreground(statements.slice(from.statements)),
    };
  }

  /** Measured again where they differ: an attestation may run out in between. What differs for good still does. */
  async function bothWorks(who: readonly [string, string], document: string, ids: readonly [string, string]) {
    const measure = async () =>
      [await workFor(who, document, ids[0]), await workFor(who, document, ids[1])] as const;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const [one, other] = await measure();
      if (JSON.stringify(one) === JSON.stringify(other)) return [one, other] as const;
    }
    return measure();
  }

  const OUTSIDER = ['outsider', 'visitor'] as const;
  const NIMBUS = ['nimbus', 'platform-lead'] as const;
  const LEAD = ['acme', 'project-lead'] as const;

  const DOCUMENTS = {
    thread:
      'query($id: ID!) { thread(id: $id) { id title notes { body } messages(first: 5) { nodes { body } } } }',
    team: 'query($id: ID!) { team(id: $id) { id name participants { displayName agent { name } } } }',
    teamBySlug: 'query($id: String!) { team(slug: $id) { id name } }',
    company: 'query($id: String!) { company(slug: $id) { slug name } }',
    node: 'query($id: ID!) { node(id: $id) { id } }',
    agent: 'query($id: ID!) { node(id: $id) { id ... on Agent { name purpose instructions } } }',
    document: 'query($id: ID!) { node(id: $id) { id ... on Document { title body } } }',
    participant:
      'query($id: ID!) { node(id: $id) { ... on Participant { displayName agent { name } person { email } } } }',
    react:
      'mutation($id: ID!) { addReaction(input: { messageId: $id, emoji: "👍" }) { userErrors { code } } }',
    read: 'mutation($id: ID!) { markRead(input: { threadId: $id, sequence: 1 }) { userErrors { code } } }',
  } as const;

  it.each<[string, readonly [string, string], keyof typeof DOCUMENTS, string, string]>([
    ['a thread of others', OUTSIDER, 'thread', ROLLOUT.thread, `thr_${ULID}`],
    ['a team of others', OUTSIDER, 'team', ROLLOUT.team, `tem_${ULID}`],
    ['a team of others, by its slug', NIMBUS, 'teamBySlug', 'acme-rollout', 'no-such-team'],
    ['a company that shares no team', NIMBUS, 'company', 'harbor', 'nobody'],
    ['a message of others', OUTSIDER, 'node', message, `msg_${ULID}`],
    ['a participant of others', OUTSIDER, 'participant', ROLLOUT.deliveryAgent, `par_harbor_${ULID}`],
    ['a reaction to a message of others', OUTSIDER, 'react', message, `msg_${ULID}`],
    ['reading a thread of others', OUTSIDER, 'read', ROLLOUT.thread, `thr_${ULID}`],
    [
      'an agent of a company that shares no team',
      NIMBUS,
      'agent',
      HARBOR.agents[0]?.id ?? '',
      `agt_harbor_${ULID}`,
    ],
    ['an agent of a company that is none', NIMBUS, 'agent', HARBOR.agents[0]?.id ?? '', `agt_nobody_${ULID}`],
    [
      'a private document of a partner',
      LEAD,
      'document',
      HARBOR.knowledge[0]?.documents[0]?.id ?? '',
      `doc_harbor_${ULID}`,
    ],
    ['a private thread of a partner', LEAD, 'node', HARBOR.privateThreads[0]?.id ?? '', `pth_harbor_${ULID}`],
    [
      'an unpublished person of a partner',
      LEAD,
      'node',
      HARBOR.people[2]?.id ?? HARBOR.people[1]?.id ?? '',
      `psn_harbor_${ULID}`,
    ],
  ])('is for %s what it is for what is not there', async (_, who, document, forbidden, missing) => {
    expect(forbidden).not.toBe('');
    const [one, other] = await bothWorks(who, DOCUMENTS[document], [forbidden, missing]);
    expect(one).toEqual(other);
    expect(one.text).not.toMatch(/"(?:name|title|body)":"/);
  });

  it('is seen where there is some: a member’s question asks for more', async () => {
    const own = await workFor(LEAD, DOCUMENTS.thread, ROLLOUT.thread);
    const missing = await workFor(LEAD, DOCUMENTS.thread, `thr_${ULID}`);
    expect(own.statements.length).toBeGreaterThan(missing.statements.length);
    expect(own.sent.length).toBeGreaterThanOrEqual(missing.sent.length);
    expect(missing.sent.length).toBeGreaterThan(0);
  });
});

/** Without what programs do by themselves in the meantime, and without the names that one caller has prepared it under. */
function foreground(all: readonly string[]): string[] {
  return all.filter((text) => !/outbox|LISTEN|pg_notify|recorded_operation/i.test(text)).sort();
}
