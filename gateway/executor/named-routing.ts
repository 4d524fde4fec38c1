import { print, type DocumentNode } from 'graphql';
import type { RunFetch, Send } from '../context.ts';
import { parseAnswer, readErrors } from './part-answer.ts';

/**
 * Runs the fetches of the reference engine's plans where nobody is a tenant: each goes whole to the subgraph of its
 * name. Rejects where the subgraph cannot be asked: the reference engine makes that an error of its own.
 */
export function createNamedRouting(send: Send): RunFetch {
  const texts = new WeakMap<DocumentNode, string>();
  return async ({ subgraph, document, variables }, context) => {
    const query = texts.get(document) ?? print(document);
    texts.set(document, query);
    const target = { kind: 'named', subgraph } as const;
    const repeatable = !/^mutation\b/.test(query);
    const bytes = await send(target, { body: JSON.stringify({ query, variables }), repeatable }, context);
    const { data, errors } = bytes ? parseAnswer(bytes) : {};
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
    return {
      data: isObject ? (data as Record<string, unknown>) : null,
      errors: readErrors(errors, target, (detail) => context.onFault({ subgraph, detail })),
    };
  };
}
