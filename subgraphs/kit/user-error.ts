/** The kinds of mistake that a person can make, with the GraphQL type of each. */
const TYPES = {
  INVALID_INPUT: 'InvalidInputError',
  NOT_FOUND: 'NotFoundError',
  NOT_PERMITTED: 'NotPermittedError',
  CONFLICT: 'ConflictError',
  AGENT_LOOP: 'AgentLoopError',
  RATE_LIMITED: 'RateLimitedError',
  EXPIRED: 'ExpiredError',
  REVOKED: 'RevokedError',
  ALREADY_USED: 'AlreadyUsedError',
} as const;

/** See the SDL's `UserErrorCode`. */
export type UserErrorCode = keyof typeof TYPES;

/** Whether a text, for one of another program, is such a code. */
export function isUserErrorCode(code: string): code is UserErrorCode {
  return Object.hasOwn(TYPES, code);
}

/** A user error as the graph shows it. */
export interface UserError {
  readonly __typename: (typeof TYPES)[UserErrorCode];
  readonly message: string;
  readonly path: readonly string[] | null;
  readonly code: UserErrorCode;
}

/** Makes a user error; `field` is the input field to blame. */
export function userError(code: UserErrorCode, message: string, field?: string): UserError {
  return { __typename: TYPES[code], message, path: field === undefined ? null : ['input', field], code };
}
