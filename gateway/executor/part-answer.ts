import type { GraphQLFormattedError } from 'graphql';
import { ForeignShape, project } from '../policy/answer-shape.ts';
import { SubgraphFailure, tableError, type ErrorCode } from '../errors.ts';
import type { Target } from '../context.ts';
import type { FetchPart } from './fetch-parts.ts';

/** A GraphQL answer as it came over the wire, unchecked. */
export interface RawAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/**
 * Reads an answer's JSON text.
 *
 * @throws SubgraphFailure when it is no JSON object
 */
export function parseAnswer(bytes: Uint8Array): RawAnswer {
  const json = parseJson(bytes);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', 'it answered no JSON object');
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return null;
  }
}

/** Entities and errors of one part, by their places in the whole fetch. */
export interface PartAnswer {
  readonly entities: ReadonlyMap<number, Record<string, unknown>>;
  readonly errors: readonly GraphQLFormattedError[];
}

type Path = readonly (string | number)[];

/** Told of what is wrong with an answer, for the log. */
export type NoteFault = (detail: string) => void;

/** Checks what a program answered to its part. Whatever is wrong costs the places that it is wrong at. */
export function readPart(answer: RawAnswer, part: FetchPart, note: NoteFault): PartAnswer {
  const received = entitiesOf(answer.data, part.places.length);
  const reported = readErrors(answer.errors, part.target, note).map((error) => placeError(error, part));
  if (!received) {
    if (reported.length === 0) note('no list of entities of the length asked for');
    return failPart(part, reported.length > 0 ? 'SUBGRAPH_ERROR' : 'SUBGRAPH_INVALID_RESPONSE');
  }
  const entities = new Map<number, Record<string, unknown>>();
  const errors: GraphQLFormattedError[] = [];
  part.places.forEach((place, index) => {
    try {
      const entity = readEntity(received[index], part, index);
      if (entity) entities.set(place, entity);
    } catch (error) {
      if (!(error instanceof ForeignShape)) throw error;
      note(error.message);
      errors.push(...errorsAt(part, index, 'SUBGRAPH_INVALID_RESPONSE'));
    }
  });
  return { entities, errors: [...errors, ...reported.flat()] };
}

/** The answer to a part that failed as a whole: an error at every field that it would have given. */
export function failPart(part: FetchPart, code: ErrorCode): PartAnswer {
  return { entities: new Map(), errors: part.places.flatMap((_, index) => errorsAt(part, index, code)) };
}

function readEntity(value: unknown, part: FetchPart, index: number): Record<string, unknown> | null {
  const type = typeOf(part, index);
  const shape = part.shapes.get(type);
  return shape ? project(value, shape, part.source, type) : null;
}

function entitiesOf(data: unknown, length: number): readonly unknown[] | null {
  if (typeof data !== 'object' || data === null) return null;
  const entities = (data as Record<string, unknown>)['_entities'];
  return Array.isArray(entities) && entities.length === length ? entities : null;
}

function typeOf(part: FetchPart, index: number): string {
  return String(part.representations[index]?.['__typename']);
}

function errorsAt(part: FetchPart, index: number, code: ErrorCode): GraphQLFormattedError[] {
  const keys = [...(part.shapes.get(typeOf(part, index))?.keys() ?? [])].filter(
    (key) => key !== '__typename',
  );
  return keys.map((key) => tableError(code, ['_entities', part.places[index] ?? 0, key]));
}

/** A part's error points into the part: the place in the whole fetch takes the index's stead. */
function placeError(error: GraphQLFormattedError, part: FetchPart): GraphQLFormattedError[] {
  const [root, index, ...rest] = error.path ?? [];
  const place = root === '_entities' && typeof index === 'number' ? part.places[index] : undefined;
  if (typeof index !== 'number' || place === undefined) return [withPath(error, [])];
  if (part.target.kind !== 'foreign') return [withPath(error, ['_entities', place, ...rest])];
  return errorsAt(part, index, 'SUBGRAPH_ERROR');
}

function withPath({ message, extensions }: GraphQLFormattedError, path: Path): GraphQLFormattedError {
  return { message, ...(path.length > 0 ? { path } : {}), ...(extensions ? { extensions } : {}) };
}

/**
 * Makes errors of the table out of a program's own. A message is passed on only when a caller's own company or the
 * shared layer says that the input is bad; another company's words never reach a caller.
 */
export function readErrors(errors: unknown, target: Target, note: NoteFault): GraphQLFormattedError[] {
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, MOST_ERRORS).map((value: unknown) => {
    const { message, extensions, path: given } = asRecord(value);
    const code = asText(asRecord(extensions)['code']);
    const path = isPath(given) ? given : [];
    note(`error ${code} at ${path.join('.')}: ${asText(message)}`.slice(0, LONGEST_NOTE));
    if (target.kind === 'named')
      return ownError(asText(message), asRecord(extensions), path, target.subgraph);
    const spoken = code === 'BAD_USER_INPUT' && target.kind !== 'foreign' && asText(message) !== '';
    if (!spoken) return withPath(tableError('SUBGRAPH_ERROR'), path);
    return withPath({ message: asText(message), extensions: { code } }, path);
  });
}

/** Where nobody is a tenant, a subgraph's error is passed on as it is: in the form that Apollo Gateway gives it. */
function ownError(
  message: string,
  extensions: Readonly<Record<string, unknown>>,
  path: Path,
  serviceName: string,
): GraphQLFormattedError {
  const shown = message === '' ? `Error while fetching subquery from service "${serviceName}"` : message;
  const code = 'code' in extensions ? extensions['code'] : 'DOWNSTREAM_SERVICE_ERROR';
  return withPath({ message: shown, extensions: { ...extensions, code, serviceName } }, path);
}

/** A program could send millions of errors, each to be logged and to be shown at many fields. */
const MOST_ERRORS = 100;
const LONGEST_NOTE = 1000;

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isPath(value: unknown): value is Path {
  return (
    Array.isArray(value) &&
    value.length < 64 &&
    value.every((step) => typeof step === 'string' || Number.isInteger(step))
  );
}

/** The code of what went wrong in a call. Anything but a subgraph's failure is a fault of ours. */
export function failureCode(error: unknown, note: NoteFault): ErrorCode {
  note(error instanceof Error ? error.message : String(error));
  if (error instanceof SubgraphFailure) return error.code;
  return error instanceof ForeignShape ? 'SUBGRAPH_INVALID_RESPONSE' : 'INTERNAL_SERVER_ERROR';
}
