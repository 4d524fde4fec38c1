import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Blame } from '../../bench/faults/blame.ts';
import type { Answer } from '../../bench/faults/client.ts';
import { startFaultProxy, type FaultProxy } from '../../bench/faults/fault-proxy.ts';
import { foreignMarks, judge } from '../../bench/faults/judge.ts';
import { createScene } from '../../bench/faults/scene.ts';

const scene = createScene(4, 1);
const [company] = scene.companies;
if (!company) throw new Error('a scene has companies');

const expected = {
  team: { participants: [{ company: { slug: 'c02' }, agent: { name: 'pub-c02 agent' } }] },
  workspace: { knowledge: [{ title: 'prv-c01 runbooks' }] },
};
const AGENT = ['team', 'participants', 0, 'agent'];

function answer(data: unknown, errors: Answer['errors'] = [], status = 200): Answer {
  return { status, text: JSON.stringify(data), data: data as Answer['data'], errors, from: 0, until: 1 };
}

describe('the judge of answers under faults', () => {
  const nulled = { ...expected, team: { participants: [{ company: { slug: 'c02' }, agent: null }] } };

  it('finds nothing in what is as it was', () => {
    expect(judge(answer(expected), expected, company)).toEqual({ wrong: [], missing: [] });
  });

  it('says whose is missing, by its place', () => {
    const told = answer(nulled, [{ code: 'SUBGRAPH_TIMEOUT', path: AGENT }]);
    expect(judge(told, expected, company)).toEqual({
      ...{ wrong: [], missing: [{ lacks: 'c02', code: 'SUBGRAPH_TIMEOUT' }] },
    });
    const own = answer({ ...expected, workspace: null }, [
      { code: 'SUBGRAPH_UNAVAILABLE', path: ['workspace'] },
    ]);
    expect(judge(own, expected, company).missing).toEqual([{ lacks: 'c01', code: 'SUBGRAPH_UNAVAILABLE' }]);
  });

  it.each([
    ['null without a word', answer(nulled), /nothing is told of team.participants.0.agent/],
    ['another value', answer({ ...expected, team: { participants: [] } }), /another length/],
    ['a code that is none for faults', answer(nulled, [{ code: 'UNAUTHENTICATED', path: AGENT }]), /UNAUTH/],
    ['neither data nor errors', answer(null, [], 503), /neither data nor errors/],
    ['another company’s text', answer({ ...expected, me: 'prv-c03' }), /was given prv-c03/],
  ])('takes for wrong: %s', (_, given, complaint) => {
    expect(judge(given, expected, company).wrong.join()).toMatch(complaint);
  });

  it('knows what a company may read: its own, its teams’, and what neighbours have published', () => {
    expect(foreignMarks('prv-c01 pub-c01 pub-c02 pub-c04 tm-0 tm-3', company)).toEqual([]);
    expect(foreignMarks('pub-c03 tm-1 prv-c02', company)).toEqual(['pub-c03', 'tm-1', 'prv-c02']);
  });
});

describe('blame', () => {
  it('is on a fault for its own company alone, and for its own time', () => {
    const blame = new Blame();
    const window = blame.begin('one company', new Set(['c01']));
    window.until = window.from + 100;
    const [from, until] = [window.from + 1, window.from + 2];
    expect(blame.explains('c01', 'SUBGRAPH_TIMEOUT', from, until)).toBe(true);
    expect(blame.explains('c02', 'SUBGRAPH_TIMEOUT', from, until)).toBe(false);
    expect(blame.explains('network', 'SUBGRAPH_TIMEOUT', from, until)).toBe(false);
    expect(blame.explains('c01', 'SUBGRAPH_TIMEOUT', window.until + 1, window.until + 2)).toBe(false);
    expect([window.failures, window.codes.get('SUBGRAPH_TIMEOUT')]).toEqual([1, 1]);
  });
});

describe('a link that can be spoilt', () => {
  let echo: Server;
  let link: FaultProxy;
  beforeAll(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    link = await startFaultProxy(
      () => (echo.address() as AddressInfo).port,
      () => 0,
    );
  });
  afterAll(async () => {
    await link.stop();
    echo.close();
  });

  const open = async () => {
    const socket = connect(link.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const said = async (socket: Socket, text: string) => {
    socket.write(text);
    const [back] = (await once(socket, 'data')) as [Buffer];
    return back.toString();
  };

  it('carries what is said both ways', async () => {
    const socket = await open();
    expect(await said(socket, 'hello')).toBe('hello');
    socket.destroy();
  });

  it('delays each way', async () => {
    const socket = await open();
    link.set({ delayMs: 60 });
    const from = performance.now();
    expect(await said(socket, 'late')).toBe('late');
    expect(performance.now() - from).toBeGreaterThanOrEqual(115);
    link.set();
    socket.destroy();
  });

  it('holds everything while it is stalled, and loses nothing', async () => {
    const socket = await open();
    link.set({ stalled: true });
    const back = said(socket, 'held');
    const first = await Promise.race([back, new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))]);
    expect(first).toBe('nothing');
    link.set();
    expect(await back).toBe('held');
    socket.destroy();
  });

  it('cuts an answer in the middle', async () => {
    const socket = await open();
    link.set({ cut: true });
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    // With a reset, or with an end that the reset comes after.
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.write('0123456789');
    await closed;
    link.set();
    expect(heard).toBe('01234');
  });

  it('resets what is open', async () => {
    const socket = await open();
    await said(socket, 'open');
    const ended = once(socket, 'error') as Promise<[NodeJS.ErrnoException]>;
    link.reset();
    expect((await ended)[0].code).toBe('ECONNRESET');
  });
});
