import type { TypedDocumentString } from '../gql/graphql.ts';
import type { Graph } from './client.ts';
import type { AnswerError } from './problem-rules.ts';

/** How a stream is. */
export type LiveStatus =
  | 'connecting'
  | 'live'
  /** It broke, and goes on from its cursor when it can. */
  | 'reconnecting'
  /** There is nothing more to be heard here. */
  | 'ended';

/** What to do with a stream. */
export interface LiveOptions<Data> {
  readonly onEvent: (data: Data) => void;
  readonly onStatus: (status: LiveStatus) => void;
  /** Where the stream stands after an event. */
  readonly cursorOf: (data: Data) => string;
  /** Where to begin; undefined: from now on. */
  readonly after?: string | undefined;
  /** It broke before there was a cursor to come back with: what happened meanwhile has to be asked for. */
  readonly onGap?: (() => void) | undefined;
}

/** For good: asking again would end in the same way. */
const OVER = new Set(['ACCESS_ENDED', 'UNAUTHENTICATED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 10_000;

/**
 * Follows a subscription whose only missing variable is `after`, until the function that it gives is called. A break is
 * healed by coming back with the last cursor: nothing is lost, and nothing is told twice.
 */
export function followLive<Data, Variables extends Record<string, unknown>>(
  graph: Graph,
  document: TypedDocumentString<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  options: LiveOptions<Data>,
): () => void {
  let after = options.after;
  let stopped = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dispose = () => {};

  const connect = () => {
    let over = false;
    const request = requestOf(graph.textOf(document));
    dispose = graph.streams.subscribe<Data>(
      { ...request, variables: { ...variables, ...(after === undefined ? {} : { after }) } },
      {
        next: ({ data, errors }) => {
          failures = 0;
          if (data) {
            after = options.cursorOf(data);
            options.onEvent(data);
          }
          over ||= (errors ?? []).some(isOver);
        },
        error: () => ended(over),
        complete: () => ended(over),
      },
      { connected: () => begun() },
    );
  };
  const begun = () => {
    if (stopped) return;
    options.onStatus('live');
    if (failures > 0 && after === undefined) options.onGap?.();
  };
  const ended = (over: boolean) => {
    if (stopped) return;
    options.onStatus(over ? 'ended' : 'reconnecting');
    if (over) return;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures++);
    timer = setTimeout(hurry, wait * (0.5 + Math.random() / 2));
  };
  const hurry = () => {
    if (timer === undefined || stopped) return;
    clearTimeout(timer);
    timer = undefined;
    connect();
  };

  window.addEventListener('online', hurry);
  options.onStatus('connecting');
  connect();
  return () => {
    stopped = true;
    window.removeEventListener('online', hurry);
    clearTimeout(timer);
    dispose();
  };
}

function isOver({ extensions }: AnswerError): boolean {
  const code = extensions?.code;
  return typeof code === 'string' && OVER.has(code);
}

function requestOf(query: string): { readonly query: string; readonly operationName?: string } {
  const operationName = /^\s*subscription\s+(\w+)/.exec(query)?.[1];
  return operationName === undefined ? { query } : { query, operationName };
}
