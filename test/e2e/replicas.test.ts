import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { setSuspended } from '#subgraphs/shared/registry/company-administration.ts';
import { openStream, type StreamEvent, type TestStream } from '#test/testkit/event-stream.ts';
import { createFollowers, THREAD_EVENTS, told, type Followers } from '#test/testkit/followers.ts';
import { post as send, type Reply } from '#test/testkit/network.ts';
import { createBrowserLike } from '#test/testkit/browser-like.ts';
import { startSignInSite } from '#test/testkit/sign-in-site.ts';
import { startReplicas, type ReplicatedNetwork } from '#test/testkit/replicas.ts';

/** Two gateways and two shared layers on one database, with no sticky sessions: nobody can tell them apart. */
let replicas: ReplicatedNetwork;
let followers: Followers;
const streams: TestStream[] = [];

beforeAll(async () => {
  replicas = await startReplicas();
  followers = await createFollowers(replicas.network);
}, 180_000);
afterAll(async () => {
  for (const stream of streams) stream.close();
  followers.close();
  await replicas[Symbol.asyncDispose]();
});

type Asker = readonly [company: string, subject?: string];

async function ask(url: string, [company, subject]: Asker, query: string, variables = {}): Promise<Reply> {
  const { network } = replicas;
  const token = await (subject === undefined
    ? followers.tokenOf(company)
    : network.tokenOf(company, subject));
  return send(`${url}/graphql`, { query, variables }, { authorization: `Bearer ${token}` });
}

const POST = `mutation ($input: PostMessageInput!) {
  postMessage(input: $input) { message { id sequence } userErrors { code } } }`;
interface Posted {
  readonly message: { readonly id: string; readonly sequence: number } | null;
  readonly userErrors: readonly { readonly code: string }[];
}

async function postBy(
  who: Asker,
  body: string,
  more: object = {},
  url: string = replicas.front.url,
): Promise<Posted> {
  const input = { threadId: followers.thread, body, idempotencyKey: crypto.randomUUID(), ...more };
  // As a good client does: what is not answered is sent again, with its key.
  for (let attempt = 1; ; attempt += 1) {
    const { json, text } = await ask(url, who, POST, { input });
    const posted = json.data?.['postMessage'] as Posted | null | undefined;
    if (posted != null) return posted;
    if (attempt === 3) throw new Error(text);
  }
}

async function follow(url: string, after: string): Promise<TestStream> {
  const headers = { authorization: `Bearer ${await followers.tokenOf('acme')}` };
  const stream = await openStream(`${url}/graphql`, THREAD_EVENTS, { id: followers.thread, after }, headers);
  streams.push(stream);
  return stream;
}

const bodyOf = (event: StreamEvent | null) => told(event).body;
const [one, other] = [0, 1] as const;
const gateway = (at: number) => replicas.gateways[at] ?? '';
const shared = (at: number) => replicas.sharedLayers[at] ?? '';

describe('two gateways and two shared layers', () => {
  it('are all asked', async () => {
    for (let asked = 0; asked < 4; asked += 1)
      expect((await ask(replicas.front.url, ['acme'], '{ teams { nodes { name } } }')).text).not.toContain(
        '"errors"',
      );
    for (const { given } of [replicas.front, replicas.middle]) expect(given.size).toBe(2);
  });

  it('tell a stream of what was posted through the other, whichever way it goes', async () => {
    const after = await followers.cursor();
    const heard = [await follow(gateway(one), after), await follow(gateway(other), after)];
    for (const from of [one, other, one, other]) {
      await postBy(['harbor'], `through ${String(from)}`, {}, gateway(from));
      for (const stream of heard) expect(bodyOf(await stream.next())).toBe(`through ${String(from)}`);
    }
  });

  it('go on from a cursor of the other, with nothing lost or doubled', async () => {
    let after = await followers.cursor();
    const expected = Array.from({ length: 24 }, (_, number) => `resumed ${String(number)}`);
    const posting = (async () => {
      for (const body of expected) await postBy(['harbor'], body);
    })();
    const seen: (string | null)[] = [];
    for (let turn = 0; seen.length < expected.length; turn += 1) {
      const stream = await follow(gateway(turn % 2), after);
      for (let taken = 0; taken < 3; taken += 1) {
        const event = told(await stream.next(15_000));
        after = event.cursor;
        seen.push(event.body);
      }
      stream.close();
    }
    await posting;
    expect(seen).toEqual(expected);
  });

  it('have one message of one key, sent through both at once', async () => {
    const idempotencyKey = crypto.randomUUID();
    const posted = await Promise.all(
      [one, other, one, other, one, other].map((at) =>
        postBy(['acme'], 'once', { idempotencyKey }, gateway(at)),
      ),
    );
    expect(new Set(posted.map(({ message }) => message?.id)).size).toBe(1);
    const changed = await postBy(['acme'], 'twice', { idempotencyKey }, gateway(other));
    expect(changed.userErrors).toEqual([{ code: 'CONFLICT' }]);
  });

  it('keep one sequence without gaps, and the brake on agents exact, with both writing at once', async () => {
    await postBy(['acme'], 'a person speaks');
    const agents: Asker[] = [
      ['acme', 'customer-ops-agent'],
      ['harbor', 'delivery-agent'],
    ];
    const posted = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        postBy(agents[number % 2] ?? ['acme'], `an agent, ${String(number)}`, {}, gateway((number >> 1) & 1)),
      ),
    );
    const refused = posted.filter(({ message }) => message === null);
    expect(posted.length - refused.length).toBe(8);
    for (const { userErrors } of refused) expect(userErrors).toEqual([{ code: 'AGENT_LOOP' }]);
    await postBy(['harbor'], 'a person speaks again');
    const query = `query ($id: ID!) { team(id: $id) { verify { valid checked }
      events(last: 100) { nodes { sequence hash previousHash } } } }`;
    const { json } = await ask(replicas.front.url, ['acme'], query, { id: followers.team });
    type Log = {
      verify: object;
      events: { nodes: { sequence: number; hash: string; previousHash: string }[] };
    };
    const { verify, events } = (json.data as { team: Log }).team;
    expect(verify).toMatchObject({ valid: true });
    for (const [at, event] of events.nodes.entries()) {
      const before = events.nodes[at - 1];
      if (before) expect([event.sequence, event.previousHash]).toEqual([before.sequence + 1, before.hash]);
    }
  });

  it('both hear at once that the registry has changed', async () => {
    const database = openDatabase(replicas.network.databases.get('shared')?.runtimeUrl ?? '');
    const statuses = () =>
      Promise.all(
        [one, other].map(async (at) => (await ask(gateway(at), ['nimbus'], '{ me { displayName } }')).status),
      );
    const until = async (expected: number[]) => {
      for (const late = Date.now() + 10_000; Date.now() < late;)
        if (JSON.stringify(await statuses()) === JSON.stringify(expected)) break;
      expect(await statuses()).toEqual(expected);
    };
    expect(await statuses()).toEqual([200, 200]);
    await setSuspended(database, 'nimbus', true);
    await until([401, 401]);
    await setSuspended(database, 'nimbus', false);
    await until([200, 200]);
    await database.$disconnect();
  });

  it('serve on while one of each is away, and a stream goes on at the other', async () => {
    const after = await followers.cursor();
    const stream = await follow(replicas.front.url, after);
    await replicas.network.stopReplica(shared(other));
    await postBy(['harbor'], 'with one shared layer');
    await replicas.network.stopReplica(gateway(other));
    await postBy(['harbor'], 'with one gateway');
    const seen: (string | null)[] = [];
    let cursor = after;
    for (let open = stream; seen.length < 2; open = await follow(replicas.front.url, cursor)) {
      for (let event = await open.next(15_000); event?.data?.data != null; event = await open.next(15_000)) {
        cursor = told(event).cursor;
        seen.push(bodyOf(event));
        if (seen.length === 2) break;
      }
    }
    expect(seen).toEqual(['with one shared layer', 'with one gateway']);
  });
});

describe('a person who signs in at two gateways with one key', () => {
  it('begins at one, ends at the other, and holds a session at both', async () => {
    await using site = await startSignInSite(600, 2);
    const browser = createBrowserLike();
    const page = await browser.open(`${site.url}/auth/sign-in?company=acme&to=/`);
    const back = (address: string) => address.startsWith(`${site.url}/signed-in`);
    const { address } = await browser.submit(page.address, { subject: 'project-lead' }, back);
    const session = await browser.post(`${site.url}/auth/session`, { search: new URL(address).search });
    expect(session.status).toBe(200);
    for (let asked = 0; asked < 4; asked += 1)
      expect(await browser.post(`${site.url}/auth/token`, {})).toMatchObject({
        ...{ status: 200, json: { token: expect.stringMatching(/^ey/) } },
      });
    expect(site.given.size).toBe(2);
  });
});
