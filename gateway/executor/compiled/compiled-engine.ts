import { getVariableValues, OperationTypeNode, separateOperations, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { coordinatesIn } from '#schema/checks/coordinates.ts';
import type { Answer, Engine, OpenStream, Operation, RequestContext, Send } from '../../context.ts';
import { tableError, type ErrorCode } from '../../errors.ts';
import { PlanUnavailable } from '../../planner/plan.ts';
import { refuse } from '../answer.ts';
import type { Planners } from '../planning/planners.ts';
import type { ViewBuilder } from '../planning/view-builder.ts';
import { compileOperation, conditionsOf, type CompileScope, type RunOperation } from './compile-operation.ts';
import { compileSubscription } from './compile-subscription.ts';
import { prepareOperation, withCode, type PreparedOperation } from './prepare-operation.ts';
import type { Routing } from './routing.ts';
import { openView } from './view.ts';

/** What the engine needs of the other stages. */
export interface CompiledEngineOptions {
  readonly routing: Routing;
  readonly send: Send;
  readonly openStream?: OpenStream | undefined;
  readonly planners: Pick<Planners, 'open'> & { readonly builder: Pick<ViewBuilder, 'read'> };
  /** How many documents of a view are kept compiled. */
  readonly documentCapacity?: number;
}

/**
 * The compiled engine: an operation is parsed, validated, planned and compiled once per view; after that a request
 * costs its variables, its fetches and the writing of its answer.
 */
export function createCompiledEngine(options: CompiledEngineOptions): Engine {
  const { routing, send, openStream, planners, documentCapacity = 1000 } = options;
  return {
    prepare: async (view) => {
      const { schema, types, veiled } = openView(await planners.builder.read(view.supergraphSdl, view.owner));
      const planner = planners.open({ ...view, types });
      const scope: CompileScope = { schema, types, veiled, planner, routing, send, openStream };
      const documents = new LRUCache<string, PreparedDocument>({ max: documentCapacity });
      const uses: KnownUses = new WeakMap();
      return {
        key: view.key,
        execute: (operation, context) => execute(operation, context, scope, documents),
        subscribe: (operation, context, signal) => subscribe(operation, context, signal, scope, documents),
        accepts: (operation) => documentOf(operation, schema, documents).prepared !== null,
        usesOf: (operation) => {
          const { prepared } = documentOf(operation, schema, documents);
          return prepared && usesOf(prepared, schema, uses);
        },
      };
    },
  };
}

type KnownUses = WeakMap<PreparedOperation, readonly string[]>;

/** What the operation uses of the schema, read once. */
function usesOf(prepared: PreparedOperation, schema: GraphQLSchema, uses: KnownUses): readonly string[] {
  const known = uses.get(prepared);
  if (known) return known;
  const { document, operation } = prepared;
  const alone = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const fresh = [...coordinatesIn(alone, schema)].sort();
  uses.set(prepared, fresh);
  return fresh;
}

/** A document and operation name with what is compiled of it, by the values of its conditions. */
interface PreparedDocument {
  readonly refusal: Answer | null;
  readonly prepared: PreparedOperation | null;
  readonly conditions: readonly string[];
  readonly runs: LRUCache<string, Compiled>;
}

/** Single flight: who comes while it is made waits for the same. */
type Compiled = RunOperation | Promise<RunOperation>;

const VARIANT_CAPACITY = 32;

async function execute(
  request: Operation,
  context: RequestContext,
  scope: CompileScope,
  documents: LRUCache<string, PreparedDocument>,
): Promise<Answer> {
  const document = documentOf(request, scope.schema, documents);
  const begun = begin(request, document, scope.schema);
  if ('refusal' in begun) return begun.refusal;
  const { prepared, variables } = begun;
  const kind = prepared.operation.operation;
  if (kind === OperationTypeNode.SUBSCRIPTION) return refusalOf('SUBSCRIPTION_NOT_SERVED');
  try {
    const compiled = compiledFor(document, prepared, variables, scope, context.caller.company);
    const run = compiled instanceof Promise ? await compiled : compiled;
    return await run(variables, context);
  } catch (error) {
    return internalFault(error, context);
  }
}

async function subscribe(
  request: Operation,
  context: RequestContext,
  signal: AbortSignal,
  scope: CompileScope,
  documents: LRUCache<string, PreparedDocument>,
): Promise<Answer | AsyncGenerator<Answer, void> | null> {
  const document = documentOf(request, scope.schema, documents);
  if (document.prepared?.operation.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  const begun = begin(request, document, scope.schema);
  if ('refusal' in begun) return begun.refusal;
  const { prepared, variables } = begun;
  const { openStream } = scope;
  if (!openStream) return refusalOf('SUBSCRIPTION_NOT_SERVED');
  try {
    const follow = await compileSubscription(prepared, variables, {
      ...{ ...scope, openStream, owner: context.caller.company },
    });
    return follow(variables, context, signal);
  } catch (error) {
    return internalFault(error, context);
  }
}

type Begun =
  | { readonly refusal: Answer }
  | { readonly prepared: PreparedOperation; readonly variables: Readonly<Record<string, unknown>> };

/** An operation with values for its variables, or why it is not run. */
function begin(request: Operation, { prepared, refusal }: PreparedDocument, schema: GraphQLSchema): Begun {
  if (refusal) return { refusal };
  if (!prepared) return { refusal: refusalOf('INTERNAL_SERVER_ERROR') };
  const { operation } = prepared;
  // A subscription changes nothing; by which transport it comes is not known here.
  if (request.queriesOnly && operation.operation === OperationTypeNode.MUTATION)
    return { refusal: refusalOf('METHOD_NOT_ALLOWED') };
  const definitions = operation.variableDefinitions ?? [];
  if (definitions.length === 0) return { prepared, variables: NO_VARIABLES };
  const read = getVariableValues(schema, definitions, request.variables ?? {}, {
    maxErrors: MOST_VARIABLE_ERRORS,
  });
  if (read.errors) return { refusal: refuse(withCode(read.errors, 'BAD_USER_INPUT').errors) };
  return { prepared, variables: read.coerced };
}

function internalFault(error: unknown, context: RequestContext): Answer {
  context.onFault({ detail: error instanceof Error ? error.message : String(error) });
  return refusalOf(error instanceof PlanUnavailable ? 'PLAN_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR');
}

const NO_VARIABLES = {};
const MOST_VARIABLE_ERRORS = 50;

function refusalOf(code: ErrorCode): Answer {
  return refuse([tableError(code)]);
}

function documentOf(
  { query, operationName }: Operation,
  schema: GraphQLSchema,
  documents: LRUCache<string, PreparedDocument>,
): PreparedDocument {
  const key = operationName === undefined ? query : `${operationName}\n${query}`;
  const known = documents.get(key);
  if (known) return known;
  const result = prepareOperation({ query, operationName }, schema);
  const runs = new LRUCache<string, Compiled>({ max: VARIANT_CAPACITY });
  const fresh: PreparedDocument =
    'errors' in result
      ? { refusal: refuse(result.errors), prepared: null, conditions: [], runs }
      : { refusal: null, prepared: result, conditions: conditionsOf(result), runs };
  documents.set(key, fresh);
  return fresh;
}

function compiledFor(
  { conditions, runs }: PreparedDocument,
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  scope: CompileScope,
  owner: string,
): Compiled {
  const key = conditions.length === 0 ? '' : conditions.map((name) => String(variables[name])).join();
  const known = runs.get(key);
  if (known) return known;
  const compiling = compileOperation(prepared, variables, { ...scope, owner }).then(
    (run) => {
      runs.set(key, run);
      return run;
    },
    (error: unknown) => {
      runs.delete(key);
      throw error;
    },
  );
  runs.set(key, compiling);
  return compiling;
}
