import type { Answer, OpenStream, RequestContext } from '../../context.ts';
import { StreamEnded, streamEndOf } from '../../errors.ts';
import type { ConditionValues } from '../../planner/conditions.ts';
import { PlanError } from '../../planner/plan.ts';
import { parseAnswer } from '../part-answer.ts';
import { answerOf, compileParts, type CompileScope } from './compile-operation.ts';
import { Execution } from './execution.ts';
import { compilePlan } from './plan-runner.ts';
import type { PreparedOperation } from './prepare-operation.ts';
import { compileRootExchange } from './root-fetch.ts';

/** A subscription, ready to be followed with values for its variables. */
export type FollowSubscription = (
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
  signal: AbortSignal,
) => AsyncGenerator<Answer, void>;

/**
 * Plans and compiles a subscription: one program gives the events, each is read as any answer of that program, and the
 * rest of the plan runs once for each.
 *
 * @throws PlanError when there is no plan for it
 */
export async function compileSubscription(
  prepared: PreparedOperation,
  values: ConditionValues,
  scope: CompileScope & { readonly openStream: OpenStream },
): Promise<FollowSubscription> {
  const { plan, root, write, introspect } = await compileParts(prepared, values, scope);
  if (!plan?.subscription) throw new PlanError('a subscription to nothing');
  const primary = compileRootExchange(plan.subscription, scope.types, scope.routing);
  const rest = compilePlan(plan.node, scope.types, scope.routing);

  return async function* follow(variables, context, signal) {
    const begin = () => new Execution(context, scope.send, root, variables);
    const events = await scope.openStream(primary.target, primary.body(begin()), context, signal);
    for await (const bytes of events) {
      const end = endOf(bytes);
      if (end) throw new StreamEnded(end);
      const execution = begin();
      if (introspect) Object.assign(execution.data, introspect(variables));
      try {
        primary.absorb(execution, bytes);
      } catch (error) {
        primary.fail(execution, error);
      }
      const running = rest(execution);
      if (running) await running;
      yield answerOf(execution, root, write);
    }
  };
}

/** The last word of a stream is an answer without data. Only such are looked at twice. */
function endOf(bytes: Uint8Array): ReturnType<typeof streamEndOf> {
  if (bytes.byteLength > LONGEST_END) return null;
  const { data, errors } = parseAnswer(bytes);
  if (data !== undefined || !Array.isArray(errors)) return null;
  const [first] = errors as { extensions?: { code?: unknown } | null }[];
  return streamEndOf(first?.extensions?.code);
}

const LONGEST_END = 500;
