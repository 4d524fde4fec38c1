/** What kept something from being done or read, in the dashboard's terms. */
export interface Problem {
  readonly kind:
    /** The browser or the gateway is not reachable: it may work again by itself. */
    | 'offline'
    /** The session is over. */
    | 'signed-out'
    /** A program behind the gateway cannot answer now. */
    | 'unavailable'
    /** The gateway refuses the request. */
    | 'refused'
    /** Anything else. */
    | 'failed';
  /** A sentence for the person. */
  readonly message: string;
  /** The code of the answer; null where there was none. */
  readonly code: string | null;
}

/** An error of an answer, as GraphQL has it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** A field that is missing although the rest of the answer is there. */
export interface MissingField {
  readonly path: readonly (string | number)[];
  readonly code: string;
}

const UNAVAILABLE = new Set([
  ...['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_INVALID_RESPONSE', 'SUBGRAPH_ERROR'],
  ...[
    'VIEW_UNAVAILABLE',
    'PLAN_UNAVAILABLE',
    'DOCUMENTS_UNAVAILABLE',
    'ISSUER_UNAVAILABLE',
    'TOO_MANY_STREAMS',
    'SERVER_DRAINING',
  ],
]);

/** What to say of errors; null when there are none. `network` is what `fetch` rejected with. */
export function problemOf(network: unknown, errors: readonly AnswerError[]): Problem | null {
  if (network !== null && network !== undefined) return networkProblem(network);
  const [first] = errors;
  if (!first) return null;
  const code = codeOf(first);
  if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED') return { ...SIGNED_OUT, code };
  if (UNAVAILABLE.has(code))
    return { kind: 'unavailable', code, message: 'This cannot be reached at the moment.' };
  if (code === 'INTERNAL_SERVER_ERROR') return { kind: 'failed', code, message: first.message };
  return { kind: 'refused', code, message: first.message };
}

const SIGNED_OUT: Problem = { kind: 'signed-out', code: 'UNAUTHENTICATED', message: 'You are signed out.' };

function networkProblem(network: unknown): Problem {
  if (network instanceof Error && network.name === 'SignedOutError') return SIGNED_OUT;
  return { kind: 'offline', code: null, message: 'The network cannot be reached.' };
}

/** The fields that are missing, each with the code that says why. */
export function missingFields(errors: readonly AnswerError[]): MissingField[] {
  return errors.flatMap((error) => (error.path ? [{ path: error.path, code: codeOf(error) }] : []));
}

/** Whether something under a place of the answer is missing because the program that knows it cannot answer. */
export function isMissingUnder(
  missing: readonly MissingField[],
  ...place: readonly (string | number)[]
): boolean {
  return missing.some(({ path }) => place.every((part, index) => path[index] === part));
}

function codeOf({ extensions }: AnswerError): string {
  const code = extensions?.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}
