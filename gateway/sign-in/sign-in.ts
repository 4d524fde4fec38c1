import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Caller } from '../context.ts';
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
}

/** A request, as far as it is read here: its cookies. */
export interface WithHeaders {
  readonly headers: Pick<IncomingHttpHeaders, 'cookie'>;
}

/** Signing people in, and keeping them so. */
export interface SignIn {
  /** Sends a browser to its company's issuer. */
  begin(search: URLSearchParams): Promise<SignInReply>;
  /** Takes the issuer's answer: gives an access token for the page's memory, and a session cookie. */
  finish(incoming: WithHeaders, answer: unknown): Promise<SignInReply>;
  /** A fresh access token for a session. */
  refresh(incoming: WithHeaders): Promise<SignInReply>;
  end(incoming: WithHeaders): Promise<SignInReply>;
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
    begin: (search) => begin(search, options),
    finish: (incoming, answer) => finish(incoming, answer, options),
    refresh: (incoming) => refresh(incoming, options),
    end: (incoming) => end(incoming, options),
  };
}

const NOWHERE: SignInReply = { status: 302, cookies: [], location: '/sign-in?problem=unavailable' };

async function begin(search: URLSearchParams, options: SignInOptions): Promise<SignInReply> {
  const company = readCompany(search.get('company'));
  const issuer = company === null ? null : options.issuerOf(company);
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

async function finish(incoming: WithHeaders, answer: unknown, options: SignInOptions): Promise<SignInReply> {
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

async function refresh(incoming: WithHeaders, options: SignInOptions): Promise<SignInReply> {
  const session = await sessionOf(incoming, options);
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

async function end(incoming: WithHeaders, options: SignInOptions): Promise<SignInReply> {
  const session = await sessionOf(incoming, options);
  const issuer = session && options.issuerOf(session.company);
  const ended = signedOut(options);
  if (!session || issuer === null) return { ...ended, body: { continueAt: null } };
  const continueAt = await options.issuers.end(issuer, session.refreshToken).catch((error: unknown) => {
    options.onProblem({ company: session.company, reason: String(error) });
    return null;
  });
  return { ...ended, body: { continueAt } };
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

function sessionOf({ headers }: WithHeaders, { sealing, cookies }: SignInOptions): Promise<Session | null> {
  return sealing.session.open(readCookie(cookies.session, headers.cookie), sessionShape);
}
