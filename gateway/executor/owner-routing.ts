import type { GraphQLFormattedError } from 'graphql';
import { SUBGRAPH } from '#schema/subgraph-names.ts';
import { project, type Shape } from '../policy/answer-shape.ts';
import type { Contract } from '../policy/contract.ts';
import type { RequestContext, RunFetch, Send, SubgraphAnswer, SubgraphFetch, Target } from '../context.ts';
import { tableError } from '../errors.ts';
import { representationsOf, splitFetch, type FetchPart } from './fetch-parts.ts';
import {
  failPart,
  failureCode,
  parseAnswer,
  readErrors,
  readPart,
  type NoteFault,
  type PartAnswer,
} from './part-answer.ts';
import {
  createFetchPreparer,
  type EntityFetch,
  type PreparedFetch,
  type RootFetch,
} from './prepared-fetch.ts';

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
    if (fetch.subgraph === SUBGRAPH.gateway) return Promise.resolve(nodesNotServed(prepare(fetch.document)));
    const prepared = prepare(fetch.document);
    if (prepared.kind === 'root') return runRoot(prepared, fetch, context, options.send);
    return runEntities(prepared, fetch, context, options);
  };
}

/** What `node` and `nodes` give here: whether a thing exists is for its owner to say, and plans do not ask for that. */
function nodesNotServed(prepared: PreparedFetch): SubgraphAnswer {
  if (prepared.kind !== 'root') return { data: { _entities: [] }, errors: [] };
  const data = [...prepared.shape].map(([key, { field }]) => [key, field === 'nodes' ? [] : null] as const);
  const errors = data.map(([key]) => tableError('FIELD_NOT_SERVED', [key]));
  return { data: Object.fromEntries(data), errors };
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
    const call = callOf(prepared.query, fetch.variables, !prepared.writes);
    const bytes = await send(target, call, context);
    const answer = bytes && parseAnswer(bytes);
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
    const bytes = await send(part.target, callOf(part.query, part.variables, true), context);
    return bytes ? readPart(parseAnswer(bytes), part, note) : { entities: new Map(), errors: [] };
  } catch (error) {
    return failPart(part, failureCode(error, note));
  }
}

function callOf(query: string, variables: SubgraphFetch['variables'], repeatable: boolean) {
  return { body: JSON.stringify({ query, variables }), repeatable };
}

function noteFor(target: Target, context: RequestContext): NoteFault {
  const subgraph = target.kind === 'foreign' ? target.company : target.kind;
  return (detail) => context.onFault({ subgraph, detail });
}
