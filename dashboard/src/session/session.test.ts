import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSession, SignedOutError, UnreachableError, type Session } from './session.ts';

const tokenOf = (sub: string, n = 0) =>
  `h.${btoa(JSON.stringify({ iss: 'https://issuer', sub, iat: 0, exp: 600, n }))}.s`;

let now = 0;
let asked: string[] = [];
let elsewhere = 0;
let answer: () => Response | Promise<Response>;
let session: Session;

beforeEach(() => {
  now = 0;
  asked = [];
  elsewhere = 0;
  answer = () => Response.json({ token: tokenOf('dana', asked.length) });
  session = createSession({
    fetch: async (path) => {
      asked.push(path as string);
      return answer();
    },
    clock: () => now,
    alone: (work) => work(),
    onSomebodyElse: () => (elsewhere += 1),
  });
});

describe('a session', () => {
  it('is signed in where the browser is', async () => {
    await session.start();
    expect(session.state()).toEqual({ kind: 'signed-in', issuer: 'https://issuer', subject: 'dana' });
  });

  it('is signed out where nobody is', async () => {
    answer = () => Response.json({ token: null });
    await session.start();
    expect(session.state()).toEqual({ kind: 'signed-out' });
    await expect(session.token()).rejects.toBeInstanceOf(SignedOutError);
  });

  it('does not know while the gateway does not answer, and forgets nothing for it', async () => {
    answer = () => new Response(null, { status: 503 });
    await session.start();
    expect(session.state()).toEqual({ kind: 'unreachable' });
    answer = () => Response.json({ token: tokenOf('dana') });
    await session.start();
    answer = () => Promise.reject(new TypeError('no network'));
    now = 500_000;
    await expect(session.token()).rejects.toBeInstanceOf(UnreachableError);
    expect(session.state().kind).toBe('signed-in');
  });

  it('asks for a token once, and again when a fifth of its life is left', async () => {
    await Promise.all([session.start(), session.token(), session.token()]);
    now = 479_999;
    await session.token();
    expect(asked).toEqual(['/auth/token']);
    now = 480_000;
    await session.token();
    expect(asked).toHaveLength(2);
  });

  it('renews a refused token, unless another has done so since', async () => {
    await session.start();
    const first = await session.token();
    const second = await session.renew(first);
    expect(second).not.toBe(first);
    expect(await session.renew(first)).toBe(second);
    expect(asked).toHaveLength(2);
  });

  it('is given up when the browser’s session has come to be somebody else’s', async () => {
    await session.start();
    answer = () => Response.json({ token: tokenOf('ruben') });
    now = 500_000;
    await expect(session.token()).rejects.toBeInstanceOf(SignedOutError);
    expect(elsewhere).toBe(1);
  });

  it('takes the issuer’s answer, and tells where to go on', async () => {
    answer = () => Response.json({ token: tokenOf('dana'), to: '/teams' });
    expect(await session.finish('?code=x')).toBe('/teams');
    answer = () => Response.json({ token: null });
    expect(await session.finish('?code=x')).toBeNull();
  });

  it('tells of each change, and holds nothing after signing out', async () => {
    const heard: string[] = [];
    session.subscribe(() => heard.push(session.state().kind));
    await session.start();
    answer = () => Response.json({ continueAt: null });
    expect(await session.signOut()).toBeNull();
    expect(heard).toEqual(['signed-in', 'signed-out']);
  });
});
