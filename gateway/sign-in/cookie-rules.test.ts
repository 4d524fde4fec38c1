import { describe, expect, it } from '@jest/globals';
import { cookieKinds, readCookie, setCookie } from './cookie-rules.ts';

describe('a cookie', () => {
  const local = cookieKinds('http://127.0.0.1:4000');
  const open = cookieKinds('https://network.example');

  it('is never for scripts, nor for other sites, and goes to /auth alone', () => {
    expect(setCookie(local.session, 'x', 60)).toBe(
      'agent-network-4000-session=x; Path=/auth; Max-Age=60; HttpOnly; SameSite=Strict',
    );
    expect(setCookie(open.session, 'x', 60)).toBe(
      '__Secure-agent-network-session=x; Path=/auth; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
    );
  });

  it('is found by its whole name', () => {
    const header = `other=1; x${local.session.name}=2; ${local.session.name}=a=b; ${local.flow.name}=4`;
    expect(readCookie(local.session, header)).toBe('a=b');
    expect(readCookie(local.flow, header)).toBe('4');
    expect(readCookie(cookieKinds('http://127.0.0.1:4001').session, header)).toBeUndefined();
    expect(readCookie(local.session, undefined)).toBeUndefined();
  });
});
