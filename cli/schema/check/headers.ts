import { CliError } from '../../exit.ts';

/** Reads headers given as `name: value`. @throws CliError `ARGUMENT_INVALID` for what is none */
export function readHeaders(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(given.map(readHeader));
}

function readHeader(given: string): readonly [string, string] {
  const [name, ...value] = given.split(':');
  if (name === undefined || value.length === 0)
    throw new CliError('ARGUMENT_INVALID', 'A header is given as "name: value".');
  return [name.trim(), value.join(':').trim()];
}
