import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { SOON_MS } from '#test/testkit/soon.ts';
import { openStream } from '../testkit/event-stream.ts';
import {
  afterSequence,
  codeOf,
  createFollowers,
  THREAD_EVENTS,
  told,
  type Followers,
} from '../testkit/followers.ts';
import { startTestNetwork, type TestNetwork } from '../testkit/network.ts';

/** What leaves the gateway on a stream is a company's own, and ends when its right to it ends. */
let network: TestNetwork;
let followers: Followers;
let team: string;
let thread: string;

beforeAll(async () => {
  network = await startTestNetwork();
  followers = await createFollowers(network);
  ({ team, thread } = followers);
});
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

const tokenOf = (company: string, overrides = {}) => followers.tokenOf(company, overrides);
const follow: Followers['follow'] = (...which) => followers.follow(...which);
const post = (company: string, body: string) => followers.post(company, body);

describe('streams', () => {
  it('bring both companies what is posted, at once', async () => {
    const [acme, harbor] = [await follow('acme'), await follow('harbor')];
    await post('harbor', 'live at last');
    for (const stream of [acme, harbor]) {
      const event = await stream.next();
      expect(event?.data?.errors).toBeUndefined();
      expect(told(event).body).toBe('live at last');
    }
  });

  it('are read by the client of graphql-sse', async () => {
    const client = createSseClient({
      url: `${network.gatewayUrl}/graphql`,
      headers: { authorization: `Bearer ${await tokenOf('acme')}` },
    });
    const events = client.iterate({ query: THREAD_EVENTS, variables: { id: thread } });
    const next = events.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await post('harbor', 'by sse');
    expect(JSON.stringify(await next)).toContain('by sse');
    await events.return?.();
    const once = client.iterate({ query: '{ me { subject } }' });
    expect(JSON.stringify((await once.next()).value)).toContain('"me"');
    client.dispose();
  });

  it('are read by the client of graphql-ws', async () => {
    const client = createSocketClient({
      url: `${network.gatewayUrl.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await tokenOf('acme')}` },
      retryAttempts: 0,
    });
    const events = client.iterate({ query: THREAD_EVENTS, variables: { id: thread } });
    const next = events.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await post('harbor', 'by ws');
    expect(JSON.stringify(await next)).toContain('by ws');
    await events.return?.();
    const once = client.iterate({ query: '{ me { subject } }' });
    expect(JSON.stringify((await once.next()).value)).toContain('"me"');
    await client.dispose();
  });

  it('are nobody’s without a token that holds', async () => {
    const url = `${network.gatewayUrl}/graphql`;
    expect((await openStream(url, THREAD_EVENTS, { id: thread }, {})).status).toBe(401);
    const client = createSocketClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: {},
      retryAttempts: 0,
    });
    const events = client.iterate({ query: THREAD_EVENTS, variables: { id: thread } });
    await expect(events.next()).rejects.toMatchObject({ code: 4403 });
  });

  it('of an outsider end as those of what does not exist', async () => {
    const outsider = await follow('outsider', THREAD_EVENTS, { id: thread, after: afterSequence(0) });
    const missing = await follow('outsider', THREAD_EVENTS, { id: 'thr_01JQ00000000000000000000XX' });
    const [ends, others] = [await outsider.rest(), await missing.rest()];
    expect(ends).toEqual(others);
    expect(codeOf(ends[0])).toBe('ACCESS_ENDED');
  });

  it('end within a second of the token', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3;
    const stream = await follow('acme', THREAD_EVENTS, { id: thread }, { exp });
    const end = await stream.next();
    expect(codeOf(end)).toBe('TOKEN_EXPIRED');
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(Date.now()).toBeLessThan(exp * 1000 + SOON_MS);
    expect((await stream.next())?.event).toBe('complete');
  });

  it('end within a second of the membership, for that company alone', async () => {
    const [acme, harbor] = [
      await follow('acme', 'subscription ($id: ID!) { teamEvents(teamId: $id) { event { kind } } }', {
        id: team,
      }),
      await follow('harbor', 'subscription ($id: ID!) { teamEvents(teamId: $id) { event { kind } } }', {
        id: team,
      }),
    ];
    const { text } = await network.ask(
      await tokenOf('harbor'),
      'mutation ($input: LeaveTeamInput!) { leaveTeam(input: $input) { userErrors { message } } }',
      { input: { teamId: team } },
    );
    expect(text).toContain('"userErrors":[]');
    const left = Date.now();
    const events = await harbor.rest();
    expect(codeOf(events.at(-2))).toBe('ACCESS_ENDED');
    expect(Date.now() - left).toBeLessThan(SOON_MS);
    expect(JSON.stringify(await acme.next())).toContain('COMPANY_LEFT');
    await post('acme', 'after you had gone');
    const sealed = await follow('harbor', THREAD_EVENTS, { id: thread, after: afterSequence(0) });
    expect(JSON.stringify(await sealed.rest())).not.toContain('after you had gone');
  });
});
