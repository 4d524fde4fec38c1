import { z } from 'zod';
import type { Clock } from '#schema/wire/signatures.ts';
import type { CliSettings } from '../config.ts';
import { CliError } from '../exit.ts';
import { COMPANIES, type CompanySlug } from '../scenario/companies.ts';
import { tokenEndpointOf } from './issuer-address.ts';

/** What `token --credential` was asked for. */
export interface ExchangeRequest {
  readonly company: string;
  readonly credential: string;
  readonly json?: boolean;
}

const tokenReply = z.object({ access_token: z.string(), expires_in: z.number() });

/**
 * `token --credential`: the caller token that the running development issuer gives for an agent's credential, alone.
 *
 * @throws CliError `ARGUMENT_INVALID`, `ISSUER_FAILED` or `CREDENTIAL_REFUSED`; never with the secret in it
 */
export async function exchangedToken(
  { company, credential, json }: ExchangeRequest,
  settings: CliSettings,
  clock: Clock,
): Promise<string> {
  const url = tokenEndpointOf(requireCompany(company), settings.ports.issuer);
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_secret: credential });
  const response = await fetch(url, { method: 'POST', body }).catch(() => null);
  if (response === null) throw issuerFailed(url, 'nothing answers there; is the network started?');
  if (response.status === 401)
    throw new CliError('CREDENTIAL_REFUSED', `${company}'s issuer gives no token for this credential.`);
  const reply = tokenReply.safeParse(await response.json().catch(() => null));
  if (!reply.success) throw issuerFailed(url, `it answered with status ${response.status}`);
  const { access_token: token, expires_in: seconds } = reply.data;
  if (!json) return token;
  return JSON.stringify({ token, expiresAt: new Date(clock() + seconds * 1000).toISOString() });
}

function requireCompany(company: string): CompanySlug {
  const known = COMPANIES.find(({ slug }) => slug === company);
  if (known) return known.slug;
  const slugs = COMPANIES.map(({ slug }) => slug).join(', ');
  throw new CliError('ARGUMENT_INVALID', `There is no reference company "${company}". Those are: ${slugs}`);
}

function issuerFailed(url: string, why: string): CliError {
  return new CliError('ISSUER_FAILED', `Could not ask ${url}: ${why}`);
}
