import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlQuery, SqlQueryable } from '@prisma/driver-adapter-utils';

/** Why a text may not go into a database; null: it may. */
export type FaultOfText = (text: string) => Error | null;

/**
 * An adapter that looks at each text before it is sent, whichever way it came: as a value, in a list, or within JSON. What
 * PostgreSQL refuses would end the transaction that others read in, and what the driver replaces would be stored otherwise
 * than it was said.
 */
export class CheckedPg extends PrismaPg {
  readonly #faultOf: FaultOfText;

  constructor(faultOf: FaultOfText, ...given: ConstructorParameters<typeof PrismaPg>) {
    super(...given);
    this.#faultOf = faultOf;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = checked(await super.connect(), this.#faultOf);
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => checked(await start(level), this.#faultOf);
    return adapter;
  }
}

function checked<Queryable extends SqlQueryable>(queryable: Queryable, faultOf: FaultOfText): Queryable {
  const [query, execute] = [queryable.queryRaw.bind(queryable), queryable.executeRaw.bind(queryable)];
  const unless = <Result>(asked: SqlQuery, send: (asked: SqlQuery) => Promise<Result>): Promise<Result> => {
    const fault = faultIn(asked, faultOf);
    return fault ? Promise.reject(fault) : send(asked);
  };
  queryable.queryRaw = (asked) => unless(asked, query);
  queryable.executeRaw = (asked) => unless(asked, execute);
  return queryable;
}

function faultIn({ args, argTypes }: SqlQuery, faultOf: FaultOfText): Error | null {
  for (const [at, value] of args.entries()) {
    const isJson = argTypes[at]?.scalarType === 'json';
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const fault = typeof one === 'string' ? (isJson ? faultInJson : faultOf)(one, faultOf) : null;
      if (fault) return fault;
    }
  }
  return null;
}

/** What JSON writes of such a text; whether it does is known only once it is read. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

function faultInJson(json: string, faultOf: FaultOfText): Error | null {
  if (!ESCAPED.test(json)) return null;
  const found: Error[] = [];
  JSON.parse(json, (key, value: unknown) => {
    for (const text of [key, value]) {
      const fault = typeof text === 'string' ? faultOf(text) : null;
      if (fault) found.push(fault);
    }
  });
  return found[0] ?? null;
}
