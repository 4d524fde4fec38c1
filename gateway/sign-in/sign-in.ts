import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Caller } from '../context.ts';
import type { SignInGate } from '../limits/sign-in-rates.ts';
import { readCookie, setCookie, type CookieKind } from './cookie-rules.ts';
import { IssuerRefused, type Grant, type Issuers } from './issuers.ts';
import { readCompany, readReturn } from './return-rules.ts';
import type { Sealing } from './sealing.ts';

/** What signing in stands on. */
export interface SignInOptions {
  readonly issuers: Issuers;
  /** The `iss` of a company's tokens; null for a company that the registry does not know. */
  readonly issuerOf: (company: string) => string | null;
  /** Who bears a token, as for any request; null for nobody. */
  readonly callerOf: (authorization: string) => Promise<Caller | null>;
  readonly sealing: { readonly flow: Sealing; readonly session: Sealing };
  readonly cookies: { readonly flow: CookieKind; readonly session: CookieKind };
  /** How often all of this may be asked for. */
  readonly gate: SignInGate;
  /** Milliseconds that only ever go on: the gate goes by them. */
  readonly elapsed: () => number;
  readonly clock: Clock;
  /** Told why a sign-in came to nothing. For the log; holds no credential. */
  readonly onProblem: (problem: { readonly company: string; readonly reason: string }) => void;
}

/** What a browser is answered. */
export interface SignInReply {
  readonly status: number;
  /** Where to go on; else `body` is for the page. */
  readonly location?: string;
  readonly cookies: readonly string[];
  readonly body?: unknown;
  /** It was asked for too often: until when nothing is done, in milliseconds. */
  readonly waitMs?: number;
}

/** A request, as far as it is read here: its cookies, and what stands for its client's address. */
export interface Asking {
  readonly headers: Pick<IncomingHttpHeaders, 'cookie'>;
  readonly client: string;
}

/** Signing people in, and keeping them so. */
export interface SignIn {
  /** Sends a browser to its company's issuer. */
  begin(search: URLSearchParams, client: string): Promise<SignInReply>;
  /** Takes the issuer's answer: gives an access token for the page's memory, and a session cookie. */
  finish(incoming: Asking, answer: unknown): Promise<SignInReply>;
  /** A fresh access token for a session. */
  refresh(incoming: Asking): Promise<SignInReply>;
  end(incoming: Asking): Promise<SignInReply>;
}

const FLOW_SECONDS = 600;
/** After this, people sign in again, whatever their issuer says. */
export const SESSION_SECONDS = 12 * 3600;

const flowShape = z.object({
  company: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
});
const sessionShape = z.object({
  company: z.string(),
  refreshToken: z.string().nullable(),
  since: z.number(),
});
type Session = z.infer<typeof sessionShape>;

const answerShape = z.object({ search: z.string().max(4096) });

/** People sign in at their own company's issuer. The gateway is its client, keeps nothing, and lets no agent in. */
export function createSignIn(options: SignInOptions): SignIn {
  return {
    begin: (search, client) => begin(search, client, options),
    finish: (incoming, answer) => finish(incoming, answer, options),
    refresh: (incoming) => refresh(incoming, options),
    end: (incoming) => end(incoming, options),
  };
}

const NOWHERE: SignInReply = { status: 302, cookies: [], location: '/sign-in?problem=unavailable' };

/** Nothing is done: no issuer is asked, and nobody is signed out by it. */
function tooOften(waitMs: number): SignInReply {
  return { status: 429, cookies: [], waitMs };
}

async function begin(search: URLSearchParams, client: string, options: SignInOptions): Promise<SignInReply> {
  const { gate, elapsed } = options;
  const company = readCompany(search.get('company'));
  const issuer = company === null ? null : options.issuerOf(company);
  const known = company === null || issuer === null ? null : company;
  const waitMs = gate.stranger(client, elapsed()) || (known === null ? 0 : gate.door(known, elapsed()));
  if (waitMs > 0) return tooOften(waitMs);
  if (company === null || issuer === null) return NOWHERE;
  try {
    const { address, secrets } = await options.issuers.begin(issuer);
    const flow = { company, to: readReturn(search.get('to')), ...secrets };
    const sealed = await options.sealing.flow.seal(flow, FLOW_SECONDS);
    const cookie = setCookie(options.cookies.flow, sealed, FLOW_SECONDS);
    return { status: 302, cookies: [cookie], location: address };
  } catch (error) {
    options.onProblem({ company, reason: String(error) });
    return NOWHERE;
  }
}

async function finish(incoming: Asking, answer: unknown, options: SignInOptions): Promise<SignInReply> {
  const waitMs = options.gate.stranger(incoming.client, options.elapsed());
  if (waitMs > 0) return tooOften(waitMs);
  const cookie = readCookie(options.cookies.flow, incoming.headers.cookie);
  const flow = await options.sealing.flow.open(cookie, flowShape);
  const read = answerShape.safeParse(answer);
  const issuer = flow && options.issuerOf(flow.company);
  if (!flow || !read.success || issuer === null) return signedOut(options);
  try {
    const grant = await options.issuers.finish(issuer, new URLSearchParams(read.data.search), flow);
    const session = { company: flow.company, refreshToken: null, since: Math.floor(options.clock() / 1000) };
    return await welcome(grant, session, { to: flow.to }, options);
  } catch (error) {
    options.onProblem({ company: flow.company, reason: String(error) });
    return signedOut(options);
  }
}

async function refresh(incoming: Asking, options: SignInOptions): Promise<SignInReply> {
  const session = await sessionOf(incoming, options);
  const waitMs = waitOf(session, incoming, options);
  if (waitMs > 0) return tooOften(waitMs);
  const issuer = session && options.issuerOf(session.company);
  if (!session || issuer === null || session.refreshToken === null) return signedOut(options);
  try {
    return await welcome(await options.issuers.refresh(issuer, session.refreshToken), session, {}, options);
  } catch (error) {
    options.onProblem({ company: session.company, reason: String(error) });
    if (error instanceof IssuerRefused) return signedOut(options);
    return { status: 503, cookies: [], body: { error: 'unavailable' } };
  }
}

async function end(incoming: Asking, options: SignInOptions): Promise<SignInReply> {
  const session = await sessionOf(incoming, options);
  const waitMs = waitOf(session, incoming, options);
  if (waitMs > 0) return tooOften(waitMs);
  const issuer = session && options.issuerOf(session.company);
  const ended = signedOut(options);
  if (!session || issuer === null) return { ...ended, body: { continueAt: null } };
  const continueAt = await options.issuers.end(issuer, session.refreshToken).catch((error: unknown) => {
    options.onProblem({ company: session.company, reason: String(error) });
    return null;
  });
  return { ...ended, body: { continueAt } };
}

/** Whoever has a session is counted among their company's, and everybody else by their address. */
function waitOf(session: Session | null, { client }: Asking, { gate, elapsed }: SignInOptions): number {
  return session ? gate.session(session.company, elapsed()) : gate.stranger(client, elapsed());
}

/** Nobody is signed in, for whatever reason: the reasons look alike. It is an answer like others, not an error. */
function signedOut({ cookies }: SignInOptions): SignInReply {
  const gone = [setCookie(cookies.session, '', 0), setCookie(cookies.flow, '', 0)];
  return { status: 200, cookies: gone, body: { token: null } };
}

/** Whom a grant is for, told to the page with its token. Nobody, for an agent and for another company's. */
async function welcome(
  grant: Grant,
  session: Session,
  more: object,
  options: SignInOptions,
): Promise<SignInReply> {
  const { callerOf, clock, cookies, sealing } = options;
  const caller = await callerOf(`Bearer ${grant.accessToken}`);
  const left = Math.floor(session.since + SESSION_SECONDS - clock() / 1000);
  if (caller?.company !== session.company || caller.kind !== 'person' || left <= 0) return signedOut(options);
  const sealed = await sealing.session.seal({ ...session, refreshToken: grant.refreshToken }, left);
  return {
    status: 200,
    cookies: [setCookie(cookies.session, sealed, left), setCookie(cookies.flow, '', 0)],
    body: { token: grant.accessToken, ...more },
  };
}

function sessionOf({ headers }: Asking, { sealing, cookies }: SignInOptions): Promise<Session | null> {
  return sealing.session.open(readCookie(cookies.session, headers.cookie), sessionShape);
}
