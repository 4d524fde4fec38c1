/** As much of a browser as signing in takes: cookies by site and path, and redirects followed one by one. */
export interface BrowserLike {
  /** Opens an address, and goes where it is sent until there is a page, or `until` says to stop. */
  open(address: string, until?: (address: string) => boolean): Promise<Opened>;
  /** Sends a form. */
  submit(
    address: string,
    form: Record<string, string>,
    until?: (address: string) => boolean,
  ): Promise<Opened>;
  /** What a page's script posts, with the cookies; `headers` stand in for those that browsers add. */
  post(address: string, body: unknown, headers?: Record<string, string>): Promise<Posted>;
  /** Cookies as `set-cookie` gave them, by name. */
  readonly cookies: Map<string, string>;
}

/** Where a browser came to. */
export interface Opened {
  readonly address: string;
  readonly status: number;
  readonly text: string;
}

/** What a script was answered. */
export interface Posted {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** A browser without pages. */
export function createBrowserLike(): BrowserLike {
  const cookies = new Map<string, string>();
  const cookieHeader = (address: string) => {
    const { pathname } = new URL(address);
    const sent = [...cookies].filter(([, cookie]) => pathname.startsWith(pathOf(cookie)));
    return sent.map(([name, cookie]) => `${name}=${cookie.split(';', 1)[0] ?? ''}`).join('; ');
  };
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const at = cookie.indexOf('=');
      const gone = /max-age=0|expires=thu, 01 jan 1970/i.test(cookie);
      if (gone) cookies.delete(cookie.slice(0, at));
      else cookies.set(cookie.slice(0, at), cookie.slice(at + 1));
    }
  };
  const send = async (address: string, init: RequestInit = {}) => {
    const headers = { accept: 'text/html', cookie: cookieHeader(address), ...(init.headers as object) };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    keep(response);
    return response;
  };
  const follow = async (
    response: Response,
    from: string,
    until: (address: string) => boolean = never,
  ): Promise<Opened> => {
    const location = response.headers.get('location');
    const text = await response.text();
    if (location === null) return { address: from, status: response.status, text };
    const next = new URL(location, from).href;
    if (until(next)) return { address: next, status: response.status, text };
    return follow(await send(next), next, until);
  };
  return {
    cookies,
    open: async (address, until) => follow(await send(address), address, until),
    submit: async (address, form, until) =>
      follow(await send(address, { method: 'POST', body: new URLSearchParams(form) }), address, until),
    async post(address, body, headers = {}) {
      const own = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers };
      const response = await send(address, { method: 'POST', body: JSON.stringify(body), headers: own });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
  };
}

function never(): boolean {
  return false;
}

function pathOf(cookie: string): string {
  return /;\s*path=([^;]+)/i.exec(cookie)?.[1] ?? '/';
}
