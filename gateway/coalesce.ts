import type { Answer, Caller, Operation, RequestContext, Snapshot } from './context.ts';
import type { Clock } from '#schema/wire/signatures.ts';

/** Runs an operation on a snapshot. */
export type Execute = (snapshot: Snapshot, operation: Operation, context: RequestContext) => Promise<Answer>;

/** How old a question under way may be to be joined, in milliseconds: an answer is never older by more than this. */
const JOIN_MS = 50;

interface UnderWay {
  readonly since: number;
  readonly answer: Promise<Answer>;
}

/**
 * Lets equal queries of one caller that are under way at the same time run once: whoever asks what the same caller is
 * asking already gets the same answer, faults included. Nothing is kept once it is answered.
 *
 * Only queries: a document in which neither "mutation" nor "subscription" occurs anywhere can hold nothing else.
 * After a company's document that may change something, none of its earlier questions is joined any more, so that
 * everybody reads what they have written.
 */
export function createCoalescing(clock: Clock): Execute {
  const byCompany = new Map<string, Map<string, UnderWay>>();
  const numberOf = createCallerNumbers();

  async function run(snapshot: Snapshot, operation: Operation, context: RequestContext): Promise<Answer> {
    try {
      return await snapshot.execute(operation, context);
    } finally {
      byCompany.delete(context.caller.company);
    }
  }

  return (snapshot, operation, context) => {
    if (!onlyReads(operation.query)) return run(snapshot, operation, context);
    const { company } = context.caller;
    const mine = byCompany.get(company) ?? new Map<string, UnderWay>();
    byCompany.set(company, mine);
    const key = questionKey(numberOf(context.caller), snapshot.key, context.registry.version, operation);
    const known = mine.get(key);
    if (known && clock() - known.since < JOIN_MS) return known.answer;
    const fresh = { since: clock(), answer: snapshot.execute(operation, context) };
    mine.set(key, fresh);
    const forget = () => {
      if (mine.get(key) === fresh) mine.delete(key);
      if (mine.size === 0 && byCompany.get(company) === mine) byCompany.delete(company);
    };
    fresh.answer.then(forget, forget);
    return fresh.answer;
  };
}

/** True only where no reading of the text could make it a mutation or a subscription: keywords cannot be escaped. */
export function onlyReads(query: string): boolean {
  return !query.includes('mutation') && !query.includes('subscription');
}

/**
 * All that an answer can depend on, unambiguously: the view, the registry's state, the caller, the operation. A
 * `caller` stands for one token's whole text, hence for every claim in it and for the only header of a caller's that
 * reaches a program as it came. (Request id and trace go there too; they name a request and decide nothing.)
 */
function questionKey(caller: number, view: string, registry: string, operation: Operation): string {
  const { query, operationName, variables, queriesOnly } = operation;
  const lengths = `${view.length} ${registry.length} ${query.length} ${operationName?.length ?? ''}`;
  const texts = `${view}${registry}${query}${operationName ?? ''}`;
  return `${caller} ${queriesOnly ? 'GET' : ''} ${lengths} ${texts}${variables ? canonical(variables) : '{}'}`;
}

/** Numbers callers: the authenticator gives the same object for the same token, and another for every other. */
function createCallerNumbers(): (caller: Caller) => number {
  const numbers = new WeakMap<Caller, number>();
  let last = 0;
  return (caller) => {
    const known = numbers.get(caller);
    if (known !== undefined) return known;
    numbers.set(caller, (last += 1));
    return last;
  };
}

/** JSON text that is equal for equal values: the order of a map's keys does not count. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`).join(',')}}`;
}
