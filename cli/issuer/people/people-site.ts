import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { createProvider, PROVIDER_PATHS, type PeopleIssuer } from './provider.ts';
import { renderProblemPage, renderSignInPage, SIGN_IN_PAGE_POLICY } from './sign-in-page.ts';

/** Answers a request by itself. */
export type AnswerDirectly = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const MOST_BYTES = 4096;

/**
 * Where a company's people sign in: its OpenID provider, and the page on which they say who they are. Gives who answers a
 * path; null for paths that are not its. The provider is made when it is first asked: nobody waits for it at a start.
 */
export function createPeopleSite(
  issuer: PeopleIssuer,
  onFault: (error: unknown) => void,
): (pathname: string) => AnswerDirectly | null {
  const mount = new URL(issuer.issuer).pathname;
  let made: Promise<Provider> | null = null;
  const provider = () => (made ??= createProvider(issuer));
  const run = (
    work: (provider: Provider, ...exchange: Parameters<AnswerDirectly>) => Promise<void>,
  ): AnswerDirectly => {
    return (incoming, outgoing) => {
      provider()
        .then((ready) => work(ready, incoming, outgoing))
        .catch((error: unknown) => {
          onFault(error);
          show(outgoing, 400, renderProblemPage());
        });
    };
  };
  const signIn = run((ready, incoming, outgoing) => choose(ready, issuer, incoming, outgoing));
  const protocol = run((ready, incoming, outgoing) => {
    // The provider finds its own place by the difference between the two addresses.
    Object.assign(incoming, { originalUrl: incoming.url, url: (incoming.url ?? '').slice(mount.length) });
    return Promise.resolve(ready.callback()(incoming, outgoing)).then(() => undefined);
  });
  return (pathname) => {
    if (!pathname.startsWith(`${mount}/`)) return null;
    const rest = pathname.slice(mount.length);
    if (rest.startsWith(`${PROVIDER_PATHS.interaction}/`)) return signIn;
    return /^\/(auth|oidc)(\/|$)/.test(rest) ? protocol : null;
  };
}

/** Shows who there is, or takes the choice. */
async function choose(
  provider: Provider,
  { companyName, people }: PeopleIssuer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(incoming, outgoing);
  if (incoming.method !== 'POST') {
    show(outgoing, 200, renderSignInPage(companyName, incoming.url ?? '', people));
    return;
  }
  const subject = new URLSearchParams(await readForm(incoming)).get('subject');
  const known = people.find((person) => person.subject === subject);
  if (known) await provider.interactionFinished(incoming, outgoing, { login: { accountId: known.subject } });
  else show(outgoing, 400, renderProblemPage());
}

async function readForm(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > MOST_BYTES) throw new Error('a form that is too long');
  }
  return text;
}

function show(outgoing: ServerResponse, status: number, html: string): void {
  if (outgoing.headersSent) return void outgoing.end();
  outgoing.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': SIGN_IN_PAGE_POLICY,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  outgoing.end(html);
}
