import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startGateway, type RunningGateway } from '#gateway/gateway.ts';
import { createUndiciWire } from '#gateway/transport/undici-wire.ts';
import { openStream } from '#test/testkit/event-stream.ts';
import { testGatewaySettings } from '#test/testkit/gateway-settings.ts';
import {
  answerTo,
  QUESTION,
  startManyCompanies,
  STREAM,
  type ManyCompanies,
  type Member,
} from './kit/many-companies.ts';

const COMPANIES = 50;
const REQUESTS = 10_000;
/** Requests under way at once, over fewer connections, which callers share as behind a proxy. */
const AT_ONCE = 400;

let network: ManyCompanies;
let gateway: RunningGateway;
const wire = createUndiciWire();
const client = new Agent({ connections: 64, pipelining: 1 });
beforeAll(async () => {
  network = await startManyCompanies(COMPANIES);
  const settings = testGatewaySettings(network.sharedUrl, network.gatewayKey, {
    ...{ compression: true, coalesce: true, subgraphConcurrency: 256, subgraphQueue: 4096 },
    subgraphTimeoutMs: 60_000,
  });
  const { fetchKeys } = network;
  const logger = pino({ level: 'silent' });
  gateway = await startGateway(settings, { clock: Date.now, newId: randomUUID, wire, fetchKeys, logger });
  for (let ready = false; !ready;) ready = (await fetch(`${gateway.url}/ready`)).ok;
});
afterAll(async () => {
  await client.destroy();
  await gateway.stop();
  await wire.close();
  await network[Symbol.asyncDispose]();
});

/** Four of each caller's questions in a row, so that there is something to join. */
const memberAt = (index: number): Member => {
  const member = network.members[Math.floor(index / 4) % network.members.length];
  if (!member) throw new Error('there are no members');
  return member;
};
const expected = new Map<string, string>();
function expectedOf(member: Member): string {
  const known = expected.get(member.token);
  if (known !== undefined) return known;
  const index = Number(member.company.slice('company-'.length));
  const next = `company-${String((index + 1) % COMPANIES)}`;
  const fresh = JSON.stringify({ data: answerTo(member, next) });
  expected.set(member.token, fresh);
  return fresh;
}

const BODY = JSON.stringify(QUESTION);
const SEARCH = new URLSearchParams({ query: QUESTION.query, variables: JSON.stringify(QUESTION.variables) });
const CODINGS = ['br', 'gzip', 'identity'] as const;

/** Asks as one of them, by one of the ways that there are. */
async function ask(index: number, signal?: AbortSignal): Promise<string> {
  const coding = CODINGS[index % CODINGS.length] ?? 'identity';
  const get = index % 7 === 0;
  const { body, headers } = await request(`${gateway.url}/graphql${get ? `?${SEARCH.toString()}` : ''}`, {
    dispatcher: client,
    method: get ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${memberAt(index).token}`,
      'content-type': 'application/json',
      'accept-encoding': coding,
    },
    body: get ? null : BODY,
    ...(signal ? { signal } : {}),
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes).toString('utf8');
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Follows the stream of one of them, reading all the while. */
async function follow(member: Member) {
  const stream = await openStream(
    `${gateway.url}/graphql`,
    STREAM.query,
    {},
    { authorization: `Bearer ${member.token}` },
  );
  const events: string[] = [];
  const reading = (async () => {
    for (let one = await stream.next(60_000); one !== null; one = await stream.next(60_000))
      events.push(JSON.stringify(one.data));
  })();
  const finish = async () => {
    stream.close();
    await reading;
    return events;
  };
  return { member, finish };
}

/** Runs them with so many under way at once. */
async function inTurn(count: number, run: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

describe('ten thousand requests of fifty companies, in the same words', () => {
  it('get their own answers and no other, with coalescing, caches, compression, streams and clients that go', async () => {
    expect(await ask(0)).toBe(expectedOf(memberAt(0)));
    const readers = await Promise.all(network.members.slice(0, 10).map(follow));
    const mixed: string[] = [];
    let given = 0;
    let gone = 0;
    await inTurn(REQUESTS + REQUESTS / 20, async (index) => {
      if (index % 21 === 20) {
        const leaving = AbortSignal.timeout(Math.ceil(Math.random() * 5));
        await ask(index, leaving).catch(() => (gone += 1));
        return;
      }
      const text = await ask(index);
      given += 1;
      if (text !== expectedOf(memberAt(index)))
        mixed.push(`${memberAt(index).company} got ${text.slice(0, 200)}`);
    });
    expect(mixed).toEqual([]);
    expect(given).toBe(REQUESTS);
    expect(gone).toBeGreaterThan(0);
    expect(network.astray).toEqual([]);
    // Coalescing took part, or it would have proved nothing.
    expect(network.answered()).toBeLessThan(given * 3);
    for (const { member, finish } of readers) {
      const events = await finish();
      expect(events.length).toBeGreaterThan(2);
      const cursor = `${member.company}/${member.subject}`;
      expect([...new Set(events)]).toEqual([
        JSON.stringify({ data: { inbox: { cursor, reason: 'MESSAGE' } } }),
      ]);
    }
  }, 240_000);
});
