/** What credentials look like: tokens, whole or cut short, agents' credentials, and whatever stands behind "Bearer". */
const CREDENTIALS = /\beyJ[\w-]*(?:\.[\w-]*)*|\bank_[a-z0-9-]+_\w+|\bBearer +[^\s"']+/gi;

/**
 * A text of another program, for the log: a program is sent credentials, and may say them again in an error. None is to
 * be read in a log by whoever may read logs alone.
 */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, '[credential]');
}
