import type { GraphQLSchema } from 'graphql';
import { SUBGRAPH } from '#schema/subgraph-names.ts';
import type { Answer, OpenStream, RequestContext, Send } from '../../context.ts';
import { conditionVariables, type ConditionValues } from '../../planner/conditions.ts';
import { plannedDocument, type CallerOperation } from '../../planner/planned-document.ts';
import type { QueryPlan, QueryPlanner } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import { codesOf } from '../answer.ts';
import { complete } from './complete.ts';
import { Execution, formatErrors } from './execution.ts';
import { compileIntrospection } from './introspection.ts';
import { nodeKeysOf, onlyExisting } from './node-existence.ts';
import { compilePlan } from './plan-runner.ts';
import type { PreparedOperation } from './prepare-operation.ts';
import type { Routing } from './routing.ts';
import { Selection } from './selection.ts';
import { compileWriter, UNFIT } from './writer.ts';

/** What operations of one view are compiled with. */
export interface CompileScope {
  readonly schema: GraphQLSchema;
  readonly types: SupergraphTypes;
  readonly veiled: ReadonlySet<string>;
  readonly planner: QueryPlanner;
  /** The company that is first to ask for the operation; left out where nobody is a tenant. */
  readonly owner?: string;
  readonly routing: Routing;
  readonly send: Send;
  /** Left out: subscriptions are not served. */
  readonly openStream?: OpenStream | undefined;
}

/** An operation with its `@skip` and `@include` decided, ready to run with values for its variables. */
export type RunOperation = (
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => Answer | Promise<Answer>;

/** The variables on which it depends what of an operation is asked. */
export function conditionsOf({ document, operation }: PreparedOperation): readonly string[] {
  const own = new Set(operation.variableDefinitions?.map((node) => node.variable.name.value));
  return conditionVariables(document).filter((name) => own.has(name));
}

/** An operation planned, and what writes its answers. */
export interface CompiledParts {
  readonly plan: QueryPlan | null;
  readonly root: Selection;
  readonly write: ReturnType<typeof compileWriter>;
  readonly introspect: ReturnType<typeof compileIntrospection>;
  /** Where `node` and `nodes` stand in the answer. */
  readonly nodeKeys: readonly string[];
}

/**
 * Plans an operation for the values given of its conditions.
 *
 * @throws PlanError when there is no plan for it
 */
export async function compileParts(
  { operation, fragments }: PreparedOperation,
  values: ConditionValues,
  { schema, types, veiled, planner, routing, owner }: CompileScope,
): Promise<CompiledParts> {
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`the schema has no ${operation.operation}`);
  const caller: CallerOperation = {
    schema,
    operation,
    fragments,
    veiled,
    plannerFields: types.plannerFields,
    answersNodes: types.possible.has('Node') && routing.answersNodes(SUBGRAPH.gateway),
  };
  const document = plannedDocument(caller, values);
  const plan = document === null ? null : await planner.plan(document, owner);
  const root = new Selection(rootType, [operation.selectionSet], caller, values);
  const introspect = compileIntrospection(caller, values);
  const nodeKeys = nodeKeysOf(root.fieldsOf(rootType), caller);
  return { plan, root, write: compileWriter(root), introspect, nodeKeys };
}

/**
 * Plans and compiles a query or a mutation for the values given of its conditions.
 *
 * @throws PlanError when there is no plan for it
 */
export async function compileOperation(
  prepared: PreparedOperation,
  values: ConditionValues,
  scope: CompileScope,
): Promise<RunOperation> {
  const { plan, root, write, introspect, nodeKeys } = await compileParts(prepared, values, scope);
  const run = compilePlan(plan?.node ?? null, scope.types, scope.routing);

  const finish = (execution: Execution): Answer => {
    for (const key of nodeKeys) execution.data[key] = onlyExisting(execution.data[key]);
    return answerOf(execution, root, write);
  };
  return (variables, context) => {
    const execution = new Execution(context, scope.send, root, variables);
    if (introspect) Object.assign(execution.data, introspect(variables));
    const running = run(execution);
    return running ? running.then(() => finish(execution)) : finish(execution);
  };
}

/** Writes what a run of an operation came to. */
export function answerOf(
  execution: Execution,
  root: Selection,
  write: ReturnType<typeof compileWriter>,
): Answer {
  const data = writeData(execution, root, write);
  if (execution.errors.length === 0) return { body: `{"data":${data}}`, executed: true, codes: [] };
  const errors = formatErrors(execution.errors);
  return {
    body: `{"data":${data},"errors":${JSON.stringify(errors)}}`,
    executed: true,
    codes: codesOf(errors),
  };
}

function writeData(execution: Execution, root: Selection, write: ReturnType<typeof compileWriter>): string {
  try {
    return write(execution.data);
  } catch (error) {
    if (error !== UNFIT) throw error;
    const told = execution.errors.flatMap(({ path }) => (path ? [path.join('\n')] : []));
    return complete(root, execution.data, (path) => {
      // A subgraph that said why there is nothing has said enough: one error for each null.
      const place = path.join('\n');
      if (!told.some((one) => isWithin(place, one) || isWithin(one, place)))
        execution.errors.push({ code: 'SUBGRAPH_INVALID_RESPONSE', message: null, path, lost: null });
    });
  }
}

function isWithin(place: string, other: string): boolean {
  return place === other || place.startsWith(`${other}\n`);
}
