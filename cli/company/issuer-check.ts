import { z } from 'zod';
import { CliError } from '../exit.ts';
import { judgedFetch, type Reach } from './registered-address.ts';

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
  { issuer, jwksUrl }: { readonly issuer: string; readonly jwksUrl?: string },
  reach: Reach,
): Promise<CheckedIssuer> {
  const jwksUri = jwksUrl ?? (await discoveredKeys(issuer, reach));
  const found = keySet.safeParse(await readJson('The address of its keys', jwksUri, reach));
  if (!found.success) throw refused(`There are no keys at ${jwksUri}.`);
  if (found.data.keys.some((key) => key.kty === 'oct' || 'd' in key))
    throw refused(`${jwksUri} gives secret keys away.`);
  return { jwksUri, keys: found.data.keys.length };
}

async function discoveredKeys(issuer: string, reach: Reach): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = discovery.safeParse(await readJson('The issuer', url, reach));
  if (!found.success)
    throw refused(`There is no discovery document at ${url}. Or say where its keys are: --jwks-url`);
  if (found.data.issuer !== issuer) throw refused(`${url} is of another issuer: ${found.data.issuer}`);
  return found.data.jwks_uri;
}

async function readJson(what: string, url: string, reach: Reach): Promise<unknown> {
  try {
    const response = await judgedFetch(what, reach)(url, { signal: AbortSignal.timeout(10_000) });
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (error instanceof CliError) throw error;
    return null;
  }
}

function refused(message: string): CliError {
  return new CliError('COMPANY_REFUSED', message);
}
