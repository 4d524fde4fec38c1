import { readClaims, type TokenClaims } from './claims.ts';

/** Who is signed in, as far as the page knows. */
export type SessionState =
  | { readonly kind: 'starting' }
  /** The gateway could not be asked. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly issuer: string; readonly subject: string };

/** The gateway, or the company's issuer, cannot be reached now. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Nobody is signed in any more. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/** Signing in and out, and the access token: in this object's memory and nowhere else. */
export interface Session {
  readonly state: () => SessionState;
  /** Tells of each change of state, until the function that it gives is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Finds out whether somebody is signed in. */
  start(): Promise<void>;
  /** An access token with life left in it. Rejects with `SignedOutError` or `UnreachableError`. */
  token(): Promise<string>;
  /** A fresh token, because `refused` was: rejects likewise. */
  renew(refused: string): Promise<string>;
  /** Takes the issuer's answer, the query string of `/signed-in`. Gives where to go on, null when it came to nothing. */
  finish(search: string): Promise<string | null>;
  /** Ends the session here and, where its address is given, at the issuer. */
  signOut(): Promise<string | null>;
}

/** What a session takes from outside. */
export interface SessionTools {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds that only ever go on. */
  readonly clock: () => number;
  /** One page of a browser at a time does this: the issuer may take each refresh token once. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Called when the browser's session has come to be somebody else's: nothing on the page is theirs. */
  readonly onSomebodyElse: () => void;
}

interface Held {
  readonly token: string;
  readonly claims: TokenClaims;
  readonly freshUntil: number;
}

/** A token is renewed while a fifth of its life is left. */
const FRESH_SHARE = 0.8;

/** A session of this page. */
export function createSession(tools: SessionTools): Session {
  const keeper = createKeeper(tools);
  let renewing: Promise<string> | null = null;
  const refresh = () => {
    renewing ??= tools
      .alone(async () => keeper.take(await post(tools, '/auth/token')))
      .finally(() => (renewing = null));
    return renewing;
  };
  return {
    state: keeper.state,
    subscribe: keeper.subscribe,
    async start() {
      try {
        await refresh();
      } catch (error) {
        if (error instanceof UnreachableError) keeper.become({ kind: 'unreachable' });
      }
    },
    async token() {
      return keeper.fresh() ?? refresh();
    },
    async renew(refused) {
      const held = keeper.held();
      return held !== null && held !== refused ? held : refresh();
    },
    async finish(search) {
      try {
        const answer = await post(tools, '/auth/session', { search });
        keeper.take(answer);
        return String(answer.to);
      } catch (error) {
        if (error instanceof SignedOutError) return null;
        throw error;
      }
    },
    async signOut() {
      const { continueAt } = await post(tools, '/auth/sign-out').catch(() => ({ continueAt: null }));
      keeper.forget();
      return typeof continueAt === 'string' ? continueAt : null;
    },
  };
}

/** Keeps the token, and tells of who is signed in. */
function createKeeper({ clock, onSomebodyElse }: SessionTools) {
  let state: SessionState = { kind: 'starting' };
  let held: Held | null = null;
  const listeners = new Set<() => void>();
  const become = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const forget = () => {
    held = null;
    become({ kind: 'signed-out' });
  };
  const hold = (token: string): string => {
    const claims = readClaims(token);
    const known = held?.claims;
    if (known && (known.issuer !== claims.issuer || known.subject !== claims.subject)) {
      onSomebodyElse();
      throw new SignedOutError();
    }
    held = { token, claims, freshUntil: clock() + claims.lifeSeconds * 1000 * FRESH_SHARE };
    if (state.kind !== 'signed-in')
      become({ kind: 'signed-in', issuer: claims.issuer, subject: claims.subject });
    return token;
  };
  return {
    state: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    become,
    forget,
    held: () => held?.token ?? null,
    fresh: () => (held && held.freshUntil > clock() ? held.token : null),
    /** Takes the token of an answer; without one nobody is signed in any more. */
    take({ token }: Readonly<Record<string, unknown>>): string {
      if (typeof token === 'string') return hold(token);
      forget();
      throw new SignedOutError();
    },
  };
}

async function post(
  { fetch }: SessionTools,
  path: string,
  body: object = {},
): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
    () => null,
  );
  if (!response?.ok) throw new UnreachableError('the gateway does not answer');
  return (await response.json()) as Record<string, unknown>;
}
