import { z } from 'zod';
import { faultOfUrl } from '#schema/wire/address-rules.ts';
import { CliError } from '../exit.ts';

/** An issuer that was asked, and has answered as one. */
export interface CheckedIssuer {
  readonly jwksUri: string;
  /** How many keys it has. */
  readonly keys: number;
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.string() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/**
 * Asks an issuer for its discovery document (OpenID Connect Discovery 1.0), which has to name it, and for its keys.
 *
 * @throws CliError `COMPANY_REFUSED` naming what is wrong
 */
export async function readIssuer(
  asked: { readonly issuer: string; readonly jwksUrl?: string; readonly allowPrivate: boolean },
  fetch: typeof globalThis.fetch,
): Promise<CheckedIssuer> {
  const { issuer, allowPrivate } = asked;
  const jwksUri = asked.jwksUrl ?? (await discoveredKeys(issuer, allowPrivate, fetch));
  const found = keySet.safeParse(await readJson(jwksUri, allowPrivate, fetch));
  if (!found.success) throw refused(`There are no keys at ${jwksUri}.`);
  if (found.data.keys.some((key) => key.kty === 'oct' || 'd' in key))
    throw refused(`${jwksUri} gives secret keys away.`);
  return { jwksUri, keys: found.data.keys.length };
}

async function discoveredKeys(
  issuer: string,
  allowPrivate: boolean,
  fetch: typeof globalThis.fetch,
): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = discovery.safeParse(await readJson(url, allowPrivate, fetch));
  if (!found.success)
    throw refused(`There is no discovery document at ${url}. Or say where its keys are: --jwks-url`);
  if (found.data.issuer !== issuer) throw refused(`${url} is of another issuer: ${found.data.issuer}`);
  return found.data.jwks_uri;
}

async function readJson(
  url: string,
  allowPrivate: boolean,
  fetch: typeof globalThis.fetch,
): Promise<unknown> {
  const fault = faultOfUrl(url, allowPrivate);
  if (fault !== null) throw refused(`The address ${fault}: ${url}`);
  return fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) }).then(
    (response) => (response.ok ? response.json() : null),
    () => null,
  );
}

function refused(message: string): CliError {
  return new CliError('COMPANY_REFUSED', message);
}
