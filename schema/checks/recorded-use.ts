import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLSchema,
} from 'graphql';
import { expandCoordinates } from './coordinates.ts';
import type { Finding } from './finding.ts';

/** An operation that a company's callers have run, as far as anybody is told of it. */
export interface RecordedOperation {
  /** sha256 of the coordinates: see `recordedHash`. */
  readonly hash: string;
  /** See `coordinatesIn`. */
  readonly coordinates: readonly string[];
  /** How often, at least, in the days that are kept. */
  readonly count: number;
  /** `YYYY-MM-DD`. */
  readonly lastDay: string;
}

/** What is recorded of one company. */
export interface RecordedUse {
  readonly company: string;
  /** The first day of which anything is recorded, `YYYY-MM-DD`. */
  readonly since: string;
  /** How many operations were run of which nothing is recorded. */
  readonly dropped: number;
  readonly operations: readonly RecordedOperation[];
}

/** An operation with all that it uses of a schema. */
export interface OperationUse {
  readonly company: string;
  readonly operation: RecordedOperation;
  readonly uses: ReadonlySet<string>;
}

/** For so many days a company has to be recorded without a gap before what is in no record counts as not used. */
export const DAYS_UNTIL_KNOWN = 7;
const DAY_MS = 86_400_000;

/** Whether what is not in the record can be taken for unused. */
export function isCompleteRecord({ since, dropped }: RecordedUse, today: string): boolean {
  return dropped === 0 && Date.parse(today) - Date.parse(since) >= DAYS_UNTIL_KNOWN * DAY_MS;
}

/** Says where more was run than is recorded: there, what is in no record may be in use all the same. */
export function gapsIn(recorded: readonly RecordedUse[], ofWhom: string | null): Finding[] {
  return recorded
    .filter(({ company, dropped }) => dropped > 0 && (ofWhom === null || company === ofWhom))
    .map(({ company, dropped, since }) => ({
      ...({ kind: 'limits', severity: 'note', rule: 'record-incomplete', coordinate: 'schema' } as const),
      message: `Since ${since} operations of ${company} were run that are in no record: ${dropped}`,
    }));
}

/** What each recorded operation uses of the schema that it was run on. */
export function operationUses(recorded: readonly RecordedUse[], schema: GraphQLSchema): OperationUse[] {
  return recorded.flatMap(({ company, operations }) =>
    operations.map((operation) => ({
      company,
      operation,
      uses: expandCoordinates(operation.coordinates, schema),
    })),
  );
}

/**
 * The operations that may fail after a change at these coordinates: those that use them and, where something is demanded
 * that was not, those that use what demands it.
 */
export function touchedBy(path: string, uses: readonly OperationUse[], after: GraphQLSchema): OperationUse[] {
  const parent = isDemanded(path, after) ? path.slice(0, path.lastIndexOf('.')) : path;
  return uses.filter((operation) => operation.uses.has(path) || operation.uses.has(parent));
}

/** Whether the coordinates are of an argument, or an input's field, that nobody may leave out. */
function isDemanded(path: string, after: GraphQLSchema): boolean {
  const [name = '', field = '', argument] = path.split('.');
  if (name.startsWith('@')) {
    const found = after.getDirective(name.slice(1))?.args.find((arg) => arg.name === field);
    return found !== undefined && isRequiredArgument(found);
  }
  const type = after.getType(name);
  if (isInputObjectType(type)) {
    const found = type.getFields()[field];
    return found !== undefined && isRequiredInputField(found);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const found = type.getFields()[field]?.args.find((arg) => arg.name === argument);
  return found !== undefined && isRequiredArgument(found);
}

/** So many operations are named of each company for each change. */
const MOST_NAMED = 5;

/** Names operations for people: `acme/recorded 3fa94c12 (12 times, last on 2026-11-22)`. */
export function namesOf(operations: readonly OperationUse[]): string[] {
  const companies = [...new Set(operations.map(({ company }) => company))];
  return companies.flatMap((company) => {
    const own = operations.filter((one) => one.company === company).sort(byCount);
    const rest = own.length - MOST_NAMED;
    const named = own.slice(0, MOST_NAMED).map(nameOf);
    return rest > 0 ? [...named, `${company}/recorded: ${rest} more`] : named;
  });
}

function byCount({ operation: one }: OperationUse, { operation: other }: OperationUse): number {
  return other.count - one.count || (one.hash < other.hash ? -1 : 1);
}

function nameOf({ company, operation: { hash, count, lastDay } }: OperationUse): string {
  const times = count === 1 ? 'once' : `${count} times`;
  return `${company}/recorded ${hash.slice(0, 8)} (${times}, last on ${lastDay})`;
}
