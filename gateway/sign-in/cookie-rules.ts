/** A cookie that the gateway gives a browser: never for scripts, never sent from another site's page. */
export interface CookieKind {
  readonly name: string;
  /** Only requests under this path carry it. */
  readonly path: string;
}

/** The kinds of cookie of a gateway at this address. Two gateways on one machine keep theirs apart. */
export function cookieKinds(publicUrl: string): { readonly flow: CookieKind; readonly session: CookieKind } {
  const { protocol, port } = new URL(publicUrl);
  const prefix =
    protocol === 'https:' ? '__Secure-agent-network' : `agent-network${port === '' ? '' : `-${port}`}`;
  return {
    flow: { name: `${prefix}-sign-in`, path: '/auth' },
    session: { name: `${prefix}-session`, path: '/auth' },
  };
}

/** The value of a `set-cookie` header. `maxAgeSeconds` 0 takes the cookie away. */
export function setCookie({ name, path }: CookieKind, value: string, maxAgeSeconds: number): string {
  const secure = name.startsWith('__Secure-') ? '; Secure' : '';
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** The value of a cookie in a `cookie` header; undefined when it is not there. */
export function readCookie({ name }: CookieKind, header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
