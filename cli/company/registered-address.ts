import { lookup } from 'node:dns/promises';
import { faultOfUrl, isPublicAddress } from '#schema/wire/address-rules.ts';
import { CliError } from '../exit.ts';

/** How a command reaches what a company wants to register. */
export interface Reach {
  readonly fetch: typeof globalThis.fetch;
  /** All addresses of a name; rejects when it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  /** Takes private addresses, and http. */
  readonly allowPrivate: boolean;
}

/** All addresses that this machine's resolver has for a name. */
export async function resolveName(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/**
 * Says before anything is registered what a gateway would say at each connection.
 *
 * @throws CliError `COMPANY_REFUSED` for an address that no gateway would connect to
 */
export async function judgeAddress(what: string, url: string, reach: Omit<Reach, 'fetch'>): Promise<void> {
  const fault = faultOfUrl(url, reach.allowPrivate) ?? (await faultOfName(new URL(url).hostname, reach));
  if (fault !== null) throw new CliError('COMPANY_REFUSED', `${what} ${fault}: ${withoutSecrets(url)}`);
}

async function faultOfName(host: string, { resolve, allowPrivate }: Omit<Reach, 'fetch'>) {
  // A numeric address has been judged as it stands.
  if (allowPrivate || /^\[|^[\d.]+$/.test(host)) return null;
  const found = await resolve(host).catch(() => []);
  if (found.length === 0) return 'has a name that leads nowhere';
  return found.every(isPublicAddress) ? null : 'has a name that leads into a private network';
}

function withoutSecrets(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

/**
 * A `fetch` that judges each address before it asks, and says so where one redirects: gateways follow no redirect.
 * Rejects with `COMPANY_REFUSED` for both.
 */
export function judgedFetch(what: string, reach: Reach): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    await judgeAddress(what, url, reach);
    const answer = await reach.fetch(input, { ...init, redirect: 'manual' });
    if (answer.status >= 300 && answer.status < 400)
      throw new CliError('COMPANY_REFUSED', `${what} redirects, which nobody follows: ${url}`);
    return answer;
  };
}
