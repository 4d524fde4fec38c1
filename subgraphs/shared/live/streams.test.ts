import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { openStream, type StreamEvent, type TestStream } from '#test/testkit/event-stream.ts';
import { IDS } from '../testing/interval-team.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';

let shared: RunningShared;
const open: TestStream[] = [];
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(async () => {
  for (const stream of open) stream.close();
  await shared.stop();
});

const THREAD = `subscription ($id: ID!, $after: String) {
  threadEvents(threadId: $id, after: $after) { cursor event { sequence kind } message { body } } }`;
const TEAM = `subscription ($id: ID!, $after: String) {
  teamEvents(teamId: $id, after: $after) { cursor event { sequence kind } message { body } } }`;
const INBOX = `subscription ($after: String) {
  inbox(after: $after) { cursor reason message { body } invitation { id } } }`;

async function subscribe(company: string, query: string, variables: Record<string, unknown> = {}) {
  const stream = await openStream(`${shared.url}/graphql`, query, variables, await shared.as(company));
  open.push(stream);
  return stream;
}

interface Live {
  readonly cursor: string;
  readonly event: { readonly sequence: number; readonly kind: string };
  readonly message: { readonly body: string } | null;
}

function live(event: StreamEvent | null): Live {
  const [item] = Object.values(event?.data?.data ?? {});
  if (!item) throw new Error(`no item in ${JSON.stringify(event)}`);
  return item as Live;
}

const codeOf = (event: StreamEvent | null | undefined) => event?.data?.errors?.[0]?.extensions?.['code'];

async function post(company: string, body: string, threadId: string = IDS.early, more: object = {}) {
  const input = { threadId, body, idempotencyKey: crypto.randomUUID(), ...more };
  const { text } = await shared.post(
    `mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { message } } }`,
    { input },
    await shared.as(company),
  );
  const id = /"id":"(msg_\w+)"/.exec(text)?.[1];
  if (id === undefined) throw new Error(text);
  return id;
}

const after = (sequence: number) => Buffer.from(`seq:${String(sequence)}`).toString('base64url');

describe('the events of a team and of a thread', () => {
  it('come as they are added, and go on after a cursor with nothing lost or doubled', async () => {
    const stream = await subscribe('acme', THREAD, { id: IDS.early });
    // Only once it has read where the log ends is anything new to it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await post('harbor', 'one');
    const first = live(await stream.next());
    expect(first).toMatchObject({ event: { kind: 'MESSAGE_POSTED' }, message: { body: 'one' } });
    stream.close();
    await post('harbor', 'two');
    await post('acme', 'three', IDS.late);
    await post('acme', 'four');
    const again = await subscribe('acme', THREAD, { id: IDS.early, after: first.cursor });
    expect([live(await again.next()), live(await again.next())].map(({ message }) => message?.body)).toEqual([
      'two',
      'four',
    ]);
    expect(await again.isSilent(300)).toBe(true);
  });

  it('of a thread are its own, and who comes to read it and no longer does', async () => {
    const stream = await subscribe('acme', THREAD, { id: IDS.late, after: after(7) });
    for (const kind of ['COMPANY_JOINED', 'COMPANY_LEFT', 'THREAD_CREATED', 'MESSAGE_POSTED'])
      expect(live(await stream.next()).event.kind).toBe(kind);
    await post('acme', 'of the other', IDS.early);
    await post('acme', 'one more', IDS.late);
    const bodies: unknown[] = [];
    while (bodies.at(-1) !== 'one more') bodies.push(live(await stream.next()).message?.body);
    // The test before has posted in it too.
    expect(bodies.filter((body) => body !== 'three')).toEqual(['one more']);
    expect(await stream.isSilent(300)).toBe(true);
  });

  it('are for each company those of its intervals; who has left gets the rest and then the end', async () => {
    const stream = await subscribe('nimbus', TEAM, { id: IDS.team, after: after(0) });
    const events = await stream.rest();
    expect(events.slice(0, -2).map((event) => live(event).event.sequence)).toEqual([6, 7, 8, 9, 10]);
    expect(codeOf(events.at(-2))).toBe('ACCESS_ENDED');
    expect(events.at(-1)?.event).toBe('complete');
  });

  it('of what is missing, hidden or strange end in one and the same way', async () => {
    const ends = await Promise.all(
      [
        ['outsider', TEAM, IDS.team],
        ['outsider', THREAD, IDS.early],
        ['acme', TEAM, 'tem_01JQ00000000000000000000XX'],
        ['acme', THREAD, 'thr_01JQ00000000000000000000XX'],
        ['acme', THREAD, 'no id'],
      ].map(async ([company = '', query = '', id]) =>
        (await subscribe(company, query, { id, after: after(0) })).rest(),
      ),
    );
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(codeOf(ends[0]?.[0])).toBe('ACCESS_ENDED');
  });

  it('a strange cursor is the caller’s mistake', async () => {
    const events = await (await subscribe('acme', TEAM, { id: IDS.team, after: 'x' })).rest();
    expect(events.map(codeOf)).toEqual(['BAD_USER_INPUT', undefined]);
    const inbox = await (await subscribe('acme', INBOX, { after: 'x' })).rest();
    expect(inbox.map(codeOf)).toEqual(['BAD_USER_INPUT', undefined]);
  });

  it('without a good passport there is no stream', async () => {
    expect((await openStream(`${shared.url}/graphql`, TEAM, { id: IDS.team }, {})).status).toBe(401);
  });
});

describe('a reader that comes and goes while others post', () => {
  it('misses nothing and sees nothing twice, whatever the moment', async () => {
    const run = fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 5 }),
      async (takes) => {
        const marker = crypto.randomUUID();
        const first = await subscribe('acme', TEAM, { id: IDS.team });
        await new Promise((resolve) => setTimeout(resolve, 200));
        const expected = Array.from({ length: 15 }, (_, index) => `${marker} ${String(index)}`);
        const posting = Promise.all(
          [0, 1, 2].map(async (writer) => {
            for (const body of expected.filter((_, index) => index % 3 === writer))
              await post(writer === 1 ? 'acme' : 'harbor', body);
          }),
        );
        const seen: Live[] = [];
        let stream = first;
        for (let turn = 0; seen.length < expected.length; turn += 1) {
          for (let taken = 0; taken < (takes[turn] ?? 20) && seen.length < expected.length; taken += 1)
            seen.push(live(await stream.next()));
          stream.close();
          stream = await subscribe('acme', TEAM, { id: IDS.team, after: seen.at(-1)?.cursor });
        }
        await posting;
        expect(await stream.isSilent(100)).toBe(true);
        stream.close();
        expect(seen.map(({ message }) => message?.body).sort()).toEqual([...expected].sort());
        const sequences = seen.map(({ event }) => event.sequence);
        expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
      },
    );
    await fc.assert(run, { numRuns: 3 });
  });
});

describe('whoever is withdrawn', () => {
  it('hears of it, and no more', async () => {
    const stream = await openStream(
      `${shared.url}/graphql`,
      TEAM,
      { id: IDS.team },
      {
        [PASSPORT_HEADER]: await shared.gateway.passport('acme', { caller: { sub: 'agent', kind: 'agent' } }),
      },
    );
    open.push(stream);
    const other = await subscribe('acme', TEAM, { id: IDS.team });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { text } = await shared.post(
      'mutation ($input: RemoveParticipantInput!) { removeParticipant(input: $input) { userErrors { message } } }',
      { input: { participantId: IDS.acmeAgent } },
      await shared.as('acme'),
    );
    expect(text).toContain('"userErrors":[]');
    const events = await stream.rest(1000);
    expect(live(events[0] ?? null).event.kind).toBe('PARTICIPANT_REMOVED');
    expect(codeOf(events[1])).toBe('ACCESS_ENDED');
    expect(live(await other.next()).event.kind).toBe('PARTICIPANT_REMOVED');
    await post('harbor', 'to those who stayed');
    expect(live(await other.next()).message?.body).toBe('to those who stayed');
  });
});

describe('an inbox', () => {
  it('tells why the caller is told, leaves out its own, and goes on after a cursor', async () => {
    const stream = await subscribe('acme', INBOX);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const mine = await post('acme', 'my own');
    await post('harbor', 'plain');
    await post('harbor', 'to you', IDS.early, { mentionIds: [IDS.acmeLead] });
    await post('harbor', 'an answer', IDS.early, { replyToId: mine });
    const items = [await stream.next(), await stream.next(), await stream.next()].map(
      (event) =>
        Object.values(event?.data?.data ?? {})[0] as {
          reason: string;
          cursor: string;
          message: { body: string };
        },
    );
    expect(items.map(({ reason, message }) => [reason, message.body])).toEqual([
      ['MESSAGE', 'plain'],
      ['MENTION', 'to you'],
      ['REPLY', 'an answer'],
    ]);
    const again = await subscribe('acme', INBOX, { after: items[0]?.cursor });
    expect(JSON.stringify(await again.next())).toContain('to you');
  });
});

describe('the notices', () => {
  it('may be cut off: what was posted meanwhile is not lost', async () => {
    const stream = await subscribe('acme', TEAM, { id: IDS.team });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await shared.database.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'agent-network-shared-listener' AND datname = current_database()`;
    await post('harbor', 'while deaf');
    expect(live(await stream.next()).message?.body).toBe('while deaf');
    await post('harbor', 'hearing again');
    expect(live(await stream.next()).message?.body).toBe('hearing again');
  });
});

describe('a restricted thread', () => {
  it('is heard by those of its audience alone, in every stream', async () => {
    const harbor = [
      await subscribe('harbor', THREAD, { id: IDS.early }),
      await subscribe('harbor', TEAM, { id: IDS.team }),
      await subscribe('harbor', INBOX),
    ];
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { text } = await shared.post(
      'mutation ($input: RestrictThreadInput!) { restrictThread(input: $input) { userErrors { message } } }',
      { input: { threadId: IDS.early, participantIds: [IDS.acmeLead] } },
      await shared.as('acme'),
    );
    expect(text).toContain('"userErrors":[]');
    await post('acme', 'behind the door');
    const ended = await harbor[0]?.rest(1500);
    expect(codeOf(ended?.at(-2))).toBe('ACCESS_ENDED');
    const heard = JSON.stringify([ended, await harbor[1]?.next(), await harbor[1]?.next()]);
    expect(heard).toContain('MESSAGE_POSTED');
    expect(heard).not.toContain('behind the door');
    expect(await harbor[2]?.isSilent(300)).toBe(true);
  });
});

describe('a program that stops', () => {
  it('sends its readers elsewhere', async () => {
    const other = await startRunningShared();
    const stream = await openStream(`${other.url}/graphql`, TEAM, { id: IDS.team }, await other.as('acme'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stopped = other.stop();
    const events = await stream.rest();
    expect(codeOf(events[0])).toBe('SERVER_DRAINING');
    await stopped;
  });
});
