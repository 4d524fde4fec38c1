import type { Clock } from '#schema/wire/signatures.ts';
import type { CliSettings } from '../config.ts';
import { requireCaller, signCallerToken } from './caller-token.ts';
import { parseDuration } from './duration.ts';

/** What `token` was asked for. */
export interface TokenRequest {
  readonly company: string;
  readonly subject: string;
  /** As `1h`. */
  readonly ttl: string;
  readonly json?: boolean;
}

/**
 * `token`: a development token, alone, so that `$(agent-network token acme project-lead)` works.
 *
 * @throws CliError `UNKNOWN_CALLER`, `ARGUMENT_INVALID` or `KEY_FILE_INVALID`
 */
export async function token(request: TokenRequest, settings: CliSettings, clock: Clock): Promise<string> {
  const seconds = parseDuration(request.ttl);
  const caller = requireCaller(request.company, request.subject);
  const source = { dataDir: settings.dataDir, issuerPort: settings.ports.issuer, clock };
  const text = await signCallerToken(caller, seconds, source);
  if (!request.json) return text;
  return JSON.stringify({ token: text, expiresAt: new Date(clock() + seconds * 1000).toISOString() });
}
