import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { companySdl } from '#cli/scenario/realms.ts';
import { asRegistry } from '#subgraphs/shared/access/row-security.ts';
import { openDatabase, type Database } from '#subgraphs/shared/database.ts';
import { removeCompany, setSuspended } from '#subgraphs/shared/registry/company-administration.ts';
import { openStream, type StreamEvent, type TestStream } from '#test/testkit/event-stream.ts';
import { codeOf, createFollowers, THREAD_EVENTS, type Followers } from '#test/testkit/followers.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { publishSchema, rollBackSchema } from '#test/testkit/publishing.ts';
import { SOON_MS } from '#test/testkit/soon.ts';

/** Promise: a stream ends within a second of the right to it, that company's alone, and outlives all else. */
let network: TestNetwork;
let followers: Followers;
let database: Database;

beforeAll(async () => {
  network = await startTestNetwork();
  followers = await createFollowers(network);
  database = openDatabase(network.databases.get('shared')?.runtimeUrl ?? '');
}, 60_000);
afterAll(async () => {
  followers.close();
  await database.$disconnect();
  await network[Symbol.asyncDispose]();
});

/** Reads of acme's realm with each event. */
const WITH_CASE = `subscription ($id: ID!, $after: String) { threadEvents(threadId: $id, after: $after) {
  cursor message { body thread { acmeCase { summary } } } } }`;
const WITH_BELL = `subscription ($id: ID!, $after: String) { threadEvents(threadId: $id, after: $after) {
  cursor message { thread { acmeBell } } } }`;
const withCase = async () =>
  followers.follow('acme', WITH_CASE, { id: followers.thread, after: await followers.cursor() });
/** A field more than acme's program serves: nothing reads it here. */
const BELL = `${companySdl('acme')}\nextend type Thread { "A bell." acmeBell: String }`;

/** Waits until a company's callers see a schema with the type, or without it. */
async function untilServed(company: string, field: string, isThere: boolean): Promise<void> {
  const query = '{ __type(name: "Thread") { fields { name } } }';
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { text } = await network.ask(await followers.tokenOf(company), query);
    if (text.includes(`"${field}"`) === isThere) return;
    await pause(30);
  }
  throw new Error(`${company} is not served the schema`);
}

/** For so long the shared layer believes that a company takes part without asking anew. */
const SHARED_LAYER_BELIEVES_MS = 1100;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The next event of each, which must bring what was posted. */
async function expectAll(streams: readonly TestStream[], body: string) {
  for (const stream of streams) {
    const event = await stream.next();
    expect(event?.data?.errors).toBeUndefined();
    expect(JSON.stringify(event)).toContain(body);
  }
}

/** How a stream ended, and how long after that moment, in milliseconds. */
async function endOf(stream: TestStream, since: number) {
  const events: StreamEvent[] = await stream.rest(20_000);
  return { codes: events.map((event) => codeOf(event) ?? event.event), ms: Date.now() - since };
}

describe('when a company publishes its schema, its streams', () => {
  it('go on where their document fits the new one, as do those of others', async () => {
    const streams = [await withCase(), await followers.follow('acme'), await followers.follow('harbor')];
    await publishSchema(network, 'acme', BELL);
    await untilServed('acme', 'acmeBell', true);
    await pause(600);
    await followers.post('harbor', 'after the new schema');
    await expectAll(streams, 'after the new schema');
  }, 30_000);

  it('go on by the address that their company has now', async () => {
    const stream = await withCase();
    const moved = network.companyUrl('acme').replace('127.0.0.1', 'localhost');
    await asRegistry(database, (transaction) =>
      transaction.company.update({ where: { slug: 'acme' }, data: { subgraphUrl: `${moved}/graphql` } }),
    );
    await pause(1500);
    const before = network.sent.length;
    await followers.post('harbor', 'to the new address');
    await expectAll([stream], 'to the new address');
    const asked = network.sent.slice(before).map(({ url }) => url);
    expect(asked.some((url) => url.startsWith(moved))).toBe(true);
    expect(asked.filter((url) => url.startsWith(network.companyUrl('acme')))).toEqual([]);
  }, 30_000);

  it('end with VIEW_CHANGED where it does not, and those of others go on', async () => {
    const ringing = await followers.follow('acme', WITH_BELL, {
      id: followers.thread,
      after: await followers.cursor(),
    });
    const staying = [await withCase(), await followers.follow('harbor')];
    const ended = endOf(ringing, Date.now());
    await rollBackSchema(network, 'acme', 1);
    await untilServed('acme', 'acmeBell', false);
    const served = Date.now();
    expect((await ended).codes).toEqual(['VIEW_CHANGED', 'complete']);
    expect(Date.now() - served).toBeLessThan(SOON_MS);
    await followers.post('harbor', 'for those who stay');
    await expectAll(staying, 'for those who stay');
  }, 30_000);
});

describe('when a company is stopped, its streams end', () => {
  it('within a second of its suspension, and may be opened again after it', async () => {
    const [harbor, acme] = [await followers.follow('harbor'), await followers.follow('acme')];
    const suspended = Date.now();
    await setSuspended(database, 'harbor', true);
    const { codes, ms } = await endOf(harbor, suspended);
    expect(codes).toEqual(['ACCESS_ENDED', 'complete']);
    expect(ms).toBeLessThan(SOON_MS);
    await followers.post('acme', 'while you were away');
    await expectAll([acme], 'while you were away');
    expect((await followers.follow('harbor')).status).toBe(401);
    await setSuspended(database, 'harbor', false);
    await untilServed('harbor', 'notes', true);
    const again = await followers.follow('harbor');
    await followers.post('acme', 'welcome back');
    await expectAll([again], 'welcome back');
  }, 30_000);

  it('so that one opened meanwhile ends alike, whichever program has heard first', async () => {
    for (let round = 0; round < 3; round += 1) {
      await pause(SHARED_LAYER_BELIEVES_MS);
      const token = await followers.tokenOf('harbor');
      const after = await followers.cursor();
      await setSuspended(database, 'harbor', true);
      const headers = { authorization: `Bearer ${token}` };
      const variables = { id: followers.thread, after };
      const meanwhile = await openStream(`${network.gatewayUrl}/graphql`, THREAD_EVENTS, variables, headers);
      if (meanwhile.status === 200)
        expect((await endOf(meanwhile, Date.now())).codes).toEqual(['ACCESS_ENDED', 'complete']);
      else expect(meanwhile.status).toBe(401);
      await setSuspended(database, 'harbor', false);
      await untilServed('harbor', 'notes', true);
    }
  }, 30_000);

  it('within a second of its removal, for good', async () => {
    const [harbor, acme] = [await followers.follow('harbor'), await followers.follow('acme')];
    const removed = Date.now();
    await removeCompany(database, 'harbor', Date.now);
    const { codes, ms } = await endOf(harbor, removed);
    expect(codes.slice(-2)).toEqual(['ACCESS_ENDED', 'complete']);
    expect(ms).toBeLessThan(SOON_MS);
    // Whoever writes on hears that one reads less.
    await expectAll([acme], 'COMPANY_LEFT');
    await followers.post('acme', 'to nobody else');
    await expectAll([acme], 'to nobody else');
    expect((await followers.follow('harbor')).status).toBe(401);
  }, 30_000);
});
