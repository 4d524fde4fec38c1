import type { Clock } from '#schema/wire/signatures.ts';
import type { CliSettings } from '../config.ts';
import { CliError } from '../exit.ts';
import { requireCaller, signCallerToken } from '../issuer/caller-token.ts';

/** In whose name a command asks the gateway: one of the two. */
export interface CallerSource {
  /** A caller token as it is. */
  readonly token?: string;
  /** Company and subject of a seeded caller, for whom the development issuer signs. */
  readonly as?: readonly string[];
}

/** A command's few requests are over sooner. */
const TOKEN_SECONDS = 600;

/**
 * The caller token to ask with.
 *
 * @throws CliError `ARGUMENT_INVALID` when it is not said who asks, or nobody of that name is seeded
 */
export async function tokenFrom(source: CallerSource, settings: CliSettings, clock: Clock): Promise<string> {
  const [company, subject, ...more] = source.as ?? [];
  const named = company !== undefined && subject !== undefined && more.length === 0;
  if (source.token !== undefined && source.as === undefined) return source.token;
  if (source.token !== undefined || !named)
    throw new CliError('ARGUMENT_INVALID', 'Say who asks: --token <token>, or --as <company> <subject>.');
  const tokenSource = { dataDir: settings.dataDir, issuerPort: settings.ports.issuer, clock };
  return signCallerToken(knownCaller(company, subject), TOKEN_SECONDS, tokenSource);
}

/** Status 1 tells of a broken log here, so nobody's name may end with it. */
function knownCaller(company: string, subject: string) {
  try {
    return requireCaller(company, subject);
  } catch (error) {
    if (error instanceof CliError) throw new CliError('ARGUMENT_INVALID', error.message);
    throw error;
  }
}
