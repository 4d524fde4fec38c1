import type { GraphQLFormattedError } from 'graphql';
import { project, type Shape } from '../policy/answer-shape.ts';
import type { Contract } from '../policy/contract.ts';
import type { RequestContext, RunFetch, SubgraphAnswer, SubgraphFetch } from '../context.ts';
import { tableError } from '../errors.ts';
import { representationsOf, splitFetch, type FetchPart, type Target } from './fetch-parts.ts';
import {
  failPart,
  failureCode,
  readErrors,
  readPart,
  type NoteFault,
  type PartAnswer,
  type RawAnswer,
} from './part-answer.ts';
import { createFetchPreparer, type EntityFetch, type RootFetch } from './prepared-fetch.ts';

/** An operation for a subgraph. */
export interface SubgraphOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Sends an operation to a program on the caller's behalf. Null when the caller has nothing to ask there, as
 * with a company that it shares no team with.
 *
 * @throws SubgraphFailure when the program cannot be reached, is slow, or answers no JSON
 */
export type Send = (
  target: Target,
  operation: SubgraphOperation,
  context: RequestContext,
) => Promise<RawAnswer | null>;

/**
 * Runs the fetches of query plans, splitting entity fetches for the logical `company` subgraph by owner:
 * - the caller's own company: the whole selection, with the caller's token;
 * - another company: only what the contract tags `shared`, or nothing at all.
 *
 * The parts run side by side. Each answer is checked against what was asked before it is merged, and the failure of
 * one costs its own places alone.
 */
export function createOwnerRouting(options: { readonly contract: Contract; readonly send: Send }): RunFetch {
  const prepare = createFetchPreparer(options.contract);
  return (fetch, context) => {
    const prepared = prepare(fetch.document);
    if (prepared.kind === 'root') return runRoot(prepared, fetch, context, options.send);
    return runEntities(prepared, fetch, context, options);
  };
}

async function runRoot(
  prepared: RootFetch,
  fetch: SubgraphFetch,
  context: RequestContext,
  send: Send,
): Promise<SubgraphAnswer> {
  const target: Target = { kind: fetch.subgraph === 'shared' ? 'shared' : 'own' };
  const note = noteFor(target, context);
  try {
    const answer = await send(target, { query: prepared.query, variables: fetch.variables }, context);
    const data = project(answer?.data, prepared.shape, { owner: null });
    const errors = readErrors(answer?.errors, target, note);
    if (data) return { data, errors };
    return failRoot(prepared.shape, errors.length > 0 ? errors : [tableError('SUBGRAPH_INVALID_RESPONSE')]);
  } catch (error) {
    return failRoot(prepared.shape, [tableError(failureCode(error, note))]);
  }
}

/** A root fetch that failed: null at each root field, and the first error there where it names no place itself. */
function failRoot(shape: Shape, errors: readonly GraphQLFormattedError[]): SubgraphAnswer {
  const keys = [...shape.keys()];
  const placed = errors.flatMap((error) =>
    error.path ? [error] : keys.map((key) => ({ ...error, path: [key] })),
  );
  return { data: Object.fromEntries(keys.map((key) => [key, null])), errors: placed };
}

async function runEntities(
  prepared: EntityFetch,
  fetch: SubgraphFetch,
  context: RequestContext,
  { contract, send }: { readonly contract: Contract; readonly send: Send },
): Promise<SubgraphAnswer> {
  const parts = splitFetch(fetch, prepared, context.caller.company, contract);
  const answers = await Promise.all(parts.map((part) => runPart(part, context, send)));
  const entities = representationsOf(fetch).map((_, place) => {
    const found = answers.find((answer) => answer.entities.has(place));
    return found?.entities.get(place) ?? null;
  });
  return { data: { _entities: entities }, errors: answers.flatMap((answer) => answer.errors) };
}

async function runPart(part: FetchPart, context: RequestContext, send: Send): Promise<PartAnswer> {
  const note = noteFor(part.target, context);
  try {
    const answer = await send(part.target, part, context);
    return answer ? readPart(answer, part, note) : { entities: new Map(), errors: [] };
  } catch (error) {
    return failPart(part, failureCode(error, note));
  }
}

function noteFor(target: Target, context: RequestContext): NoteFault {
  const subgraph = target.kind === 'foreign' ? target.company : target.kind;
  return (detail) => context.onFault({ subgraph, detail });
}
