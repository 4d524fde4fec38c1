import type { Execution } from './execution.ts';

/** A field of a request with all that it needs: GraphQL text, and its variables' definitions by name. */
export interface FieldText {
  readonly text: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** A request as far as it is the same each time: what stands before its variables, and which they are. */
export interface RequestText {
  readonly prefix: string;
  readonly variables: readonly string[];
}

/** Puts fields together to one operation. It has no name: that is the caller's own business. */
export function requestText(operation: string, fields: readonly FieldText[]): RequestText {
  const definitions = new Map(fields.flatMap(({ variables }) => [...variables]));
  const declared = definitions.size > 0 ? `(${[...definitions.values()].join(' ')})` : '';
  const keyword = operation === 'query' && declared === '' ? '' : operation;
  const query = `${keyword}${declared}{${fields.map(({ text }) => text).join(' ')}}`;
  return { prefix: `{"query":${JSON.stringify(query)}`, variables: [...definitions.keys()] };
}

/** The request's JSON text; `given` are members of its variables that are ready. */
export function requestBody(
  { prefix, variables }: RequestText,
  execution: Execution,
  given: readonly string[] = [],
): string {
  const members = [...given];
  for (const name of variables) {
    const text = execution.variableText(name);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `${prefix},"variables":{${members.join(',')}}}`;
}
