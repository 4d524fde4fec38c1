import { foundIn, ownStrings, privateStrings, sharedStrings } from '#test/testkit/secrets.ts';
import type { TestNetwork } from '#test/testkit/network.ts';
import type { Shown } from './doors.ts';

const COMPANIES = ['acme', 'harbor', 'nimbus'] as const;

/** Every text of anybody's that a refused request could give away. */
const TEXTS = [
  ...new Set([
    ...COMPANIES.flatMap((company) => [...ownStrings(company), ...privateStrings(company)]),
    ...sharedStrings(),
  ]),
].filter((text) => text.length > 4);

/** What no answer says, whatever the fault: where it stands in the code, in the database or in the network. */
const INSIDE = /node_modules|\bat [\w.<>]+ \(|127\.0\.0\.1|postgres|prisma|SELECT |serviceName|stacktrace/i;

/** What an answer to a refused request gives away, in its body or its headers; nothing, where all is well. */
export function leaksOf({ text, headers }: Shown): string[] {
  const said = `${text}\n${[...headers].map((pair) => pair.join(': ')).join('\n')}`;
  return [...foundIn(said, TEXTS), ...(INSIDE.exec(said) ?? [])];
}

/** Follows the logs of a network from now on. */
export function watchLogs({ logs }: TestNetwork): (secrets: readonly string[]) => string[] {
  const from = logs.length;
  return (secrets) => foundIn(logs.slice(from).join(''), [...TEXTS, ...secrets]);
}
