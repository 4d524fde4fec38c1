import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from '../context.ts';
import { isErrorCode, type ErrorCode } from '../errors.ts';

/** Writes an answer whose errors are of the table. `data` is left out where it is undefined. */
export function writeAnswer(data: unknown, errors: readonly GraphQLFormattedError[] = []): Answer {
  const body = JSON.stringify({ data, ...(errors.length > 0 ? { errors } : {}) });
  return { body, executed: data !== undefined, codes: codesOf(errors) };
}

/** An answer without data: the operation was refused before execution. */
export function refuse(errors: readonly GraphQLFormattedError[]): Answer {
  return writeAnswer(undefined, errors);
}

/** The codes of errors, each once, in order. */
export function codesOf(errors: readonly GraphQLFormattedError[]): ErrorCode[] {
  return [...new Set(errors.map((error) => error.extensions?.['code']).filter(isErrorCode))];
}
