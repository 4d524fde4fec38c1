import type { Clock } from '#schema/wire/signatures.ts';
import type { Span } from '#telemetry/span.ts';
import type { Send, Target } from '../context.ts';
import { SubgraphFailure } from '../errors.ts';
import type { Meters } from './meters.ts';

/** Counts each call to a program, and records it where its request is recorded. */
export function observeSend(send: Send, fetched: Meters['fetch'], clock: Clock): Send {
  return async (target, call, context) => {
    const started = clock();
    const span = context.span?.call(`fetch ${target.kind}`, factsOf(target));
    const ended = (outcome: string, fault?: string) => {
      fetched(target, outcome, clock() - started);
      endSpan(span, outcome, fault);
    };
    try {
      const answer = await send(target, call, span ? { ...context, traceparent: span.traceparent } : context);
      ended(answer === null ? 'nothing' : 'answered');
      return answer;
    } catch (error) {
      const code = error instanceof SubgraphFailure ? error.code : 'INTERNAL_SERVER_ERROR';
      ended(code, code);
      throw error;
    }
  };
}

function endSpan(span: Span | undefined, outcome: string, fault: string | undefined): void {
  span?.note({ outcome });
  span?.end(fault);
}

function factsOf(target: Target): Readonly<Record<string, string>> {
  return target.kind === 'foreign'
    ? { target: target.kind, company: target.company }
    : { target: target.kind };
}
