import { CliError } from '../exit.ts';

const SECONDS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);
const LONGEST_DAYS = 30;

/**
 * Reads a duration as `90s`, `15m`, `1h` or `7d`, in seconds.
 *
 * @throws CliError `ARGUMENT_INVALID` for anything else, for zero, and beyond 30 days
 */
export function parseDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * (SECONDS.get(unit) ?? 0);
  if (seconds >= 1 && seconds <= LONGEST_DAYS * 86_400) return seconds;
  const form = `Write it as 90s, 15m, 1h or 7d, up to ${LONGEST_DAYS}d.`;
  throw new CliError('ARGUMENT_INVALID', `"${text}" is no duration for a token. ${form}`);
}
