import { connect as connectTo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freePort } from '#test/testkit/free-ports.ts';
import { NATS_SERVER, startTestNats, type TestNats } from '#test/testkit/nats-server.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { connectionOptions, createNoticeBus, type NoticeBus } from './notice-bus.ts';
import { followNotices } from './notices.ts';

const CHANNEL = 'things';
const TIMES = { heartbeatMs: 2000, patienceMs: 2000, retryMs: 50 };

/** One of several replicas of a program. */
interface Replica {
  readonly heard: (string | null)[];
  stop(): Promise<void>;
}

let database: TestDatabase;
let client: Client;
const faults: string[] = [];

function startReplica(bus?: NoticeBus, connectionString = database.runtimeUrl): Replica {
  const heard: (string | null)[] = [];
  const listener = followNotices({
    connection: { connectionString, application_name: 'replica' },
    ...{ channel: CHANNEL, onNotice: (text) => heard.push(text), bus, times: TIMES },
    onFault: (error) => faults.push(String(error)),
  });
  return {
    heard,
    async stop() {
      await listener.stop();
      await bus?.stop();
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  for (const late = Date.now() + 25_000; !holds() && Date.now() < late;)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}

const say = (text: string) => client.query('SELECT pg_notify($1, $2)', [CHANNEL, text]);

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.runtimeUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(() => void faults.splice(0));

describe('the address of a bus', () => {
  it('is told to the client apart from its credentials', () => {
    expect(connectionOptions({ url: 'nats://me:s%40cret@bus.example:4223' })).toMatchObject({
      ...{ servers: ['bus.example:4223'], user: 'me', pass: 's@cret' },
    });
    expect(connectionOptions({ url: 'nats://tok@bus.example' })).toMatchObject({ token: 'tok' });
    expect(connectionOptions({ url: 'nats://bus.example' })).not.toHaveProperty('user');
  });

  it('demands an encrypted connection where it says so', () => {
    expect(connectionOptions({ url: 'tls://bus.example' })).toMatchObject({ tls: {} });
    expect(connectionOptions({ url: 'nats://bus.example' })).not.toHaveProperty('tls');
  });
});

describe('a bus whose authority cannot be read', () => {
  it('is away, and the program that uses it stays up', async () => {
    const bus = createNoticeBus({ url: 'tls://127.0.0.1:1', caFile: '/nowhere/ca.pem' }, 'shared', (error) =>
      faults.push(String(error)),
    );
    bus.publish(CHANNEL, 'lost');
    await until(() => faults.length === 1);
    expect(faults[0]).toContain('ENOENT');
    await bus.stop();
  });
});

describe('without a bus', () => {
  it('each replica listens for itself', async () => {
    const replicas = [startReplica(), startReplica()];
    await until(() => replicas.every(({ heard }) => heard.length === 1));
    await say('one');
    await until(() => replicas.every(({ heard }) => heard.at(-1) === 'one'));
    for (const replica of replicas) await replica.stop();
  });

  it('a replica that begins while the database is away hears of everything once it is there', async () => {
    const port = await freePort();
    const replica = startReplica(undefined, Object.assign(new URL(database.runtimeUrl), { port }).href);
    await until(() => faults.length >= 2);
    expect([replica.heard, faults[0]]).toEqual([[], expect.stringContaining('ECONNREFUSED')]);
    const way = createServer((near) => {
      const far = connectTo(Number(new URL(database.runtimeUrl).port), '127.0.0.1');
      for (const socket of [near, far]) socket.on('error', () => [near, far].map((one) => one.destroy()));
      near.pipe(far).pipe(near);
    }).listen(port, '127.0.0.1');
    await until(() => replica.heard.length === 1);
    await say('after it was away');
    await until(() => replica.heard.at(-1) === 'after it was away');
    await replica.stop();
    const told = faults.length;
    // Whoever was stopped does not come back.
    await new Promise((resolve) => setTimeout(resolve, 3 * TIMES.retryMs));
    expect(faults).toHaveLength(told);
    way.close();
  });
});

const withNats = NATS_SERVER === undefined ? describe.skip : describe;

withNats('over a bus', () => {
  let nats: TestNats;
  let replicas: Replica[];
  const newBus = (url = nats.url) =>
    createNoticeBus({ url }, 'shared', (error) => faults.push(String(error)));

  beforeAll(async () => {
    nats = await startTestNats(await freePort());
  });
  afterAll(async () => nats[Symbol.asyncDispose]());
  // Also where a test has failed: what listens on would outlive it.
  afterEach(async () => {
    for (const replica of replicas) await replica.stop();
  });
  beforeEach(async () => {
    replicas = [startReplica(newBus()), startReplica(newBus()), startReplica(newBus())];
    await until(() => replicas.every(({ heard }) => heard.includes(null)));
    // Whoever listens to the database says so with a notice that means everything.
    await untilOneListens();
    await sayUntilHeard('begun');
  });

  const listening = async () => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database =
       (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.map(({ pid }) => pid);
  };
  const untilOneListens = async () => {
    while ((await listening()).length !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  /** Whoever holds the lock listens a moment later: what is said before that is told of by a null alone. */
  const sayUntilHeard = async (text: string) => {
    const isHeard = () => replicas.every(({ heard }) => heard.includes(text));
    for (const late = Date.now() + 20_000; !isHeard() && Date.now() < late;) {
      await say(text);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(isHeard()).toBe(true);
  };

  it('one replica listens to the database, and all hear', async () => {
    expect(await listening()).toHaveLength(1);
    for (const text of ['one', 'two', 'three']) await say(text);
    for (const { heard } of replicas) {
      await until(() => heard.includes('three'));
      expect(heard.filter((text) => text !== null && text !== 'begun')).toEqual(['one', 'two', 'three']);
    }
  });

  it('another takes over from one that is gone, and tells all to read everything', async () => {
    const [pid] = await listening();
    const before = replicas.map(({ heard }) => heard.length);
    await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await say('while nobody listened');
    await until(() => replicas.every(({ heard }, at) => heard.slice(before[at]).includes(null)));
    await untilOneListens();
    expect(await listening()).not.toEqual([pid]);
    await sayUntilHeard('after');
  });

  it('a bus that was killed costs time: once it is back, all read everything and hear again', async () => {
    await nats.kill();
    for (let number = 0; number < 20; number += 1) await say(`lost ${number}`);
    const before = replicas.map(({ heard }) => heard.length);
    await nats.start();
    await until(() => replicas.every(({ heard }, at) => heard.slice(before[at]).includes(null)));
    await sayUntilHeard('back');
    expect(faults.join()).not.toContain(nats.password);
  });

  it('one owner does not hear of another’s', async () => {
    const heard: (string | null)[] = [];
    const other = createNoticeBus({ url: nats.url }, 'company-acme', () => undefined);
    other.hear(CHANNEL, (text) => heard.push(text));
    await until(() => heard.length === 1);
    await say('for the shared layer');
    await until(() => replicas.every((replica) => replica.heard.includes('for the shared layer')));
    expect(heard).toEqual([null]);
    await other.stop();
  });

  it('refuses to be used without its password, and says so without quoting any', async () => {
    const bus = newBus(nats.url.replace(nats.password, 'a-wrong-password'));
    await until(() => faults.join().includes('Authorization'));
    await bus.stop();
    expect(faults.join()).not.toMatch(/a-wrong-password|network:/);
  });
});
