import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStream, type TestStream } from '#test/testkit/event-stream.ts';
import { createFollowers, THREAD_EVENTS, told, type Followers } from '#test/testkit/followers.ts';
import { freePort } from '#test/testkit/free-ports.ts';
import { NATS_SERVER, startTestNats, type TestNats } from '#test/testkit/nats-server.ts';
import { post as send } from '#test/testkit/network.ts';
import { startReplicas, type ReplicatedNetwork } from '#test/testkit/replicas.ts';

const withNats = NATS_SERVER === undefined ? describe.skip : describe;

/** Two of each of the operator's programs, with NATS JetStream between the shared layers. */
withNats('over a bus', () => {
  let nats: TestNats;
  let replicas: ReplicatedNetwork;
  let followers: Followers;
  const streams: TestStream[] = [];

  beforeAll(async () => {
    nats = await startTestNats(await freePort());
    replicas = await startReplicas({ eventBus: { url: nats.url } });
    followers = await createFollowers(replicas.network);
  }, 180_000);
  afterAll(async () => {
    for (const stream of streams) stream.close();
    followers.close();
    await replicas[Symbol.asyncDispose]();
    await nats[Symbol.asyncDispose]();
  });

  const POST =
    'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { code } } }';
  const postBy = async (url: string, body: string) => {
    const input = { threadId: followers.thread, body, idempotencyKey: crypto.randomUUID() };
    const headers = { authorization: `Bearer ${await followers.tokenOf('harbor')}` };
    const { text } = await send(`${url}/graphql`, { query: POST, variables: { input } }, headers);
    expect(text).toContain('"userErrors":[]');
  };
  const follow = async (url: string, after: string) => {
    const headers = { authorization: `Bearer ${await followers.tokenOf('acme')}` };
    const stream = await openStream(
      `${url}/graphql`,
      THREAD_EVENTS,
      { id: followers.thread, after },
      headers,
    );
    streams.push(stream);
    return stream;
  };

  it('streams at both replicas hear of what is posted at either', async () => {
    const after = await followers.cursor();
    // More than there are shared layers, so that each has some whatever the balancer does.
    const heard = await Promise.all([0, 1, 0, 1].map((at) => follow(replicas.gateways[at] ?? '', after)));
    for (const at of [0, 1, 0, 1]) {
      await postBy(replicas.gateways[at] ?? '', `over the bus, through ${String(at)}`);
      for (const stream of heard)
        expect(told(await stream.next()).body).toBe(`over the bus, through ${String(at)}`);
    }
  });

  it('lose nothing while the bus is dead, and hear of it once it is back', async () => {
    const stream = await follow(replicas.front.url, await followers.cursor());
    await nats.kill();
    const posted = Array.from({ length: 10 }, (_, number) => `without a bus, ${String(number)}`);
    for (const body of posted) await postBy(replicas.front.url, body);
    await nats.start();
    const heard: (string | null)[] = [];
    while (heard.length < posted.length) heard.push(told(await stream.next(20_000)).body);
    expect(heard).toEqual(posted);
    await postBy(replicas.front.url, 'with it again');
    expect(told(await stream.next(20_000)).body).toBe('with it again');
  }, 60_000);

  it('say nothing of its password in their logs', () => {
    const logs = replicas.network.logs.join('');
    expect(logs).toContain('"msg":"request"');
    expect(logs).not.toContain(nats.password);
  });
});
