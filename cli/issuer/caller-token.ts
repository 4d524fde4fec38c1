import { companyAudience, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import { createSigner, type Clock } from '#schema/wire/signatures.ts';
import { CliError } from '../exit.ts';
import { CALLERS, findCaller, type SeededCaller } from '../scenario/callers.ts';
import { COMPANIES } from '../scenario/companies.ts';
import { issuerOf } from './issuer-address.ts';
import { issuerKeyName } from './issuer-server.ts';
import { ensureKey } from './key-store.ts';

/** What a token is signed with. */
export interface TokenSource {
  readonly dataDir: string;
  readonly issuerPort: number;
  readonly clock: Clock;
}

/**
 * Signs a development token for a caller of the scenario, with the key file of the caller's own company. It is good
 * for the gateway and for that company's subgraph, and also before the first start of the network.
 *
 * @param ttlSeconds how long it lives
 */
export async function signCallerToken(
  caller: SeededCaller,
  ttlSeconds: number,
  source: TokenSource,
): Promise<string> {
  const signer = await createSigner(await ensureKey(source.dataDir, issuerKeyName(caller.company)));
  const iat = Math.floor(source.clock() / 1000);
  return signer.sign({
    iss: issuerOf(caller.company, source.issuerPort),
    sub: caller.subject,
    aud: [GATEWAY_AUDIENCE, companyAudience(caller.company)],
    kind: caller.kind,
    name: caller.name,
    iat,
    exp: iat + ttlSeconds,
  });
}

/**
 * The caller of that name.
 *
 * @throws CliError `UNKNOWN_CALLER` with all the names there are
 */
export function requireCaller(company: string, subject: string): SeededCaller {
  const caller = findCaller(company, subject);
  if (caller) return caller;
  const known = COMPANIES.map(({ slug }) => `  ${slug}: ${subjectsOf(slug).join(', ')}`).join('\n');
  throw new CliError('UNKNOWN_CALLER', `No caller "${company} ${subject}" is seeded. Those are:\n${known}`);
}

function subjectsOf(company: string): string[] {
  return CALLERS.filter((caller) => caller.company === company).map(({ subject }) => subject);
}
