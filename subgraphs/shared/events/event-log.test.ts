import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { bodyHash } from '../messages/body-seal.ts';
import { IDS } from '../testing/interval-team.ts';
import { ask, openTestShared, type TestShared } from '../testing/test-shared.ts';
import { verifyChain } from './chain-rules.ts';
import type { EventRow } from './event-rules.ts';
import { appendEvents, readEventsOfTeams } from './event-store.ts';

const PAGE = { limit: 1000, backward: false, after: null, before: null };
const EVENTS = `query ($id: ID!, $first: Int, $after: String, $last: Int) { team(id: $id) {
  events(first: $first, after: $after, last: $last) { pageInfo { hasNextPage endCursor }
    nodes { id sequence kind at payload hash previousHash actor { id } company { slug } teamId } }
  verify { valid checked firstBroken } } }`;

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

interface Answer {
  readonly team: {
    readonly events: { readonly nodes: readonly { sequence: number; kind: string; id: string }[] };
    readonly verify: object | null;
  } | null;
}

async function askEvents(company: string, id: string, args: object = { first: 100 }) {
  const { data, errors } = await ask(shared.database, company, EVENTS, { id, ...args });
  expect(errors).toBeUndefined();
  // GraphQL's results have no prototype.
  return (JSON.parse(JSON.stringify(data)) as Answer).team;
}

/** Posts as a company's lead. */
async function post(company: string, key: string) {
  const source = `mutation ($t: ID!, $k: String!) {
    postMessage(input: { threadId: $t, body: "Hello", idempotencyKey: $k }) { message { id sequence createdAt } userErrors { message } } }`;
  const { data } = await ask(shared.database, company, source, { t: IDS.early, k: key });
  return (data as { postMessage: { message: { id: string; sequence: number; createdAt: Date } } }).postMessage
    .message;
}

const rowsOf = (company: string, teamId: string): Promise<EventRow[]> =>
  readEventsOfTeams(company, shared.rows, [teamId], PAGE);

describe("a team's log", () => {
  it('tells of a new team, its thread and its message, in the order of their sequences', async () => {
    const made = await ask(
      shared.database,
      'acme',
      'mutation { createTeam(input: { name: "N" }) { team { id } } }',
    );
    const { team } = (made.data as { createTeam: { team: { id: string } } }).createTeam;
    const opened = await ask(
      shared.database,
      'acme',
      'mutation ($t: ID!) { createThread(input: { teamId: $t, title: "Talk" }) { thread { id createdAt } } }',
      { t: team.id },
    );
    const { thread } = (opened.data as { createThread: { thread: { id: string } } }).createThread;
    const rows = await rowsOf('acme', team.id);
    expect(rows.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, 'TEAM_CREATED'],
      [2, 'PARTICIPANT_ADDED'],
      [3, 'THREAD_CREATED'],
    ]);
    expect(JSON.parse(rows[0]?.payload ?? '')).toEqual({ name: 'N', purpose: null, companies: ['acme'] });
    expect(JSON.parse(rows[2]?.payload ?? '')).toEqual({ threadId: thread.id, slug: 'talk', title: 'Talk' });
    const founder = rows[0]?.actorId;
    expect(rows.map(({ actorId, companySlug }) => [actorId, companySlug])).toEqual(
      rows.map(() => [founder, 'acme']),
    );
    expect(verifyChain(rows)).toBeNull();
  });

  it('holds the sealed hash of a message, and not its text', async () => {
    const { id, sequence, createdAt } = await post('acme', 'sealed');
    const event = (await rowsOf('acme', IDS.team)).find((row) => row.sequence === sequence);
    const row = await shared.rows.message.findFirstOrThrow({ where: { id } });
    const hash = bodyHash(row.bodySalt, 'Hello');
    expect(JSON.parse(event?.payload ?? '')).toEqual({ messageId: id, threadId: IDS.early, bodyHash: hash });
    expect(event?.at).toEqual(new Date(createdAt));
  });

  it('has every change of the seed, and is valid with it', async () => {
    const rows = await rowsOf('acme', IDS.team);
    expect(rows.slice(0, 13).map(({ kind }) => kind)).toEqual([
      'TEAM_CREATED',
      'PARTICIPANT_ADDED',
      'PARTICIPANT_ADDED',
      'THREAD_CREATED',
      'MESSAGE_POSTED',
      'COMPANY_JOINED',
      'MESSAGE_POSTED',
      'COMPANY_JOINED',
      'MESSAGE_POSTED',
      'COMPANY_LEFT',
      'THREAD_CREATED',
      'MESSAGE_POSTED',
      'MESSAGE_POSTED',
    ]);
    expect(verifyChain(rows)).toBeNull();
  });

  it('of 16 writers at once is gapless and chained', async () => {
    await Promise.all(
      Array.from({ length: 48 }, (_, index) => post(index % 2 ? 'acme' : 'harbor', `w${String(index)}`)),
    );
    const rows = await rowsOf('acme', IDS.team);
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    expect(verifyChain(rows)).toBeNull();
    const team = await shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } });
    expect([team.lastSequence, team.lastHash]).toEqual([rows.length, rows.at(-1)?.hash]);
  });

  it('takes nothing when the change is undone', async () => {
    const before = await rowsOf('acme', IDS.team);
    const ids = createIdSource(Date.now);
    const undone = shared.rows.$transaction(async (transaction) => {
      const said = { kind: 'COMPANY_JOINED', payload: { company: 'acme' } } as const;
      const draft = { ...said, id: ids.shared('evt'), actor: null, company: null, at: new Date() };
      const [event] = await appendEvents(transaction, IDS.team, [draft]);
      expect(event?.sequence).toBe(before.length + 1);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await rowsOf('acme', IDS.team)).toEqual(before);
  });

  it('cannot be added to for a team that is not there', async () => {
    const draft = { id: 'evt_x', actor: null, company: null, at: new Date() };
    const change = { ...draft, kind: 'COMPANY_JOINED', payload: { company: 'acme' } } as const;
    await expect(appendEvents(shared.rows, 'tem_none', [change])).rejects.toThrow(/missing or hidden/);
  });
});

describe('what a company reads of the log', () => {
  it.each([
    ['harbor', 8],
    ['nimbus', 6],
  ])('%s reads from its joining on', async (company, from) => {
    const team = await askEvents(company, IDS.team);
    const read = team?.events.nodes.map(({ sequence }) => sequence) ?? [];
    const upTo = company === 'nimbus' ? 10 : (await rowsOf('acme', IDS.team)).length;
    expect(read).toEqual(Array.from({ length: upTo - from + 1 }, (_, index) => from + index));
    expect(team?.verify).toEqual({ valid: true, checked: read.length, firstBroken: null });
  });

  it('is nothing for an outsider, by team or by id', async () => {
    expect(await askEvents('outsider', IDS.team)).toBeNull();
    for (const [company, seen] of [
      ['outsider', false],
      ['nimbus', true],
      ['acme', true],
    ] as const) {
      const { data } = await ask(
        shared.database,
        company,
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on TeamEvent { sequence } } }',
        { r: [{ __typename: 'TeamEvent', id: IDS.event }] },
      );
      expect(JSON.stringify(data)).toBe(`{"_entities":[${seen ? '{"sequence":9}' : 'null'}]}`);
    }
  });

  it('resumes exactly at a cursor, both ways', async () => {
    const source = `query ($id: ID!, $after: String) { team(id: $id) {
      events(first: 4, after: $after) { pageInfo { hasNextPage endCursor } nodes { sequence } } } }`;
    const walked: number[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { data } = await ask(shared.database, 'nimbus', source, { id: IDS.team, after });
      const { events } = (
        data as {
          team: {
            events: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { sequence: number }[] };
          };
        }
      ).team;
      walked.push(...events.nodes.map(({ sequence }) => sequence));
      ({ hasNextPage: more, endCursor: after } = events.pageInfo);
    }
    expect(walked).toEqual([6, 7, 8, 9, 10]);
    const latest = await askEvents('nimbus', IDS.team, { last: 2 });
    expect(latest?.events.nodes.map(({ sequence }) => sequence)).toEqual([9, 10]);
  });
});
