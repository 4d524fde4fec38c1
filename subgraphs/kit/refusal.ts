import { userError, type UserError, type UserErrorCode } from './user-error.ts';

/** Thrown in a write to undo it: the caller asked for what cannot be done. */
export class Refusal extends Error {
  readonly userError: UserError;

  constructor(code: UserErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'Refusal';
    this.userError = userError(code, message, field);
  }
}

/** What became of a write: done, or not and why. */
export interface Outcome<T> {
  readonly done: T | null;
  readonly userErrors: UserError[];
}

/** Carries a write out unless its input is wrong already; a `Refusal` becomes its user error. */
export async function outcomeOf<T>(inputErrors: UserError[], write: () => Promise<T>): Promise<Outcome<T>> {
  if (inputErrors.length > 0) return { done: null, userErrors: inputErrors };
  try {
    return { done: await write(), userErrors: [] };
  } catch (error) {
    if (error instanceof Refusal) return { done: null, userErrors: [error.userError] };
    throw error;
  }
}
