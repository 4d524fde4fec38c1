import type { Headers, Scene } from '../scene.ts';

/** One result of a stream. */
export interface Streamed {
  readonly data?: { readonly followed: StreamedEvent | null } | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}

/** An event, as far as it is asked for here. */
export interface StreamedEvent {
  readonly cursor: string;
  readonly sequence: number;
  readonly message: { readonly body: string } | null;
}

/** What a stream said until it was left. */
export interface Followed {
  readonly status: number;
  readonly results: readonly Streamed[];
  /** Whether it ended by itself. */
  readonly ended: boolean;
  readonly text: string;
}

/** When a stream is left. */
export interface Patience {
  /** After so many results. */
  readonly results?: number;
  /** After so long, in milliseconds. */
  readonly ms: number;
}

const FOLLOW = `subscription ($id: ID!, $after: String) { followed: privateThreadEvents(privateThreadId: $id, after: $after) {
  cursor sequence kind at message { body } actor { __typename } } }`;

/** Follows an internal thread, and gives what came of it. */
export async function follow(
  { url }: Scene,
  headers: Headers,
  variables: { readonly id: string; readonly after?: string | undefined },
  { results = Infinity, ms }: Patience,
): Promise<Followed> {
  const leaving = new AbortController();
  const late = setTimeout(() => leaving.abort(), ms);
  let text = '';
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query: FOLLOW, variables }),
      signal: leaving.signal,
    });
    const { status, body } = response;
    try {
      for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        if (resultsIn(text).length >= results)
          return { status, results: resultsIn(text), ended: false, text };
      }
      return { status, results: resultsIn(text), ended: true, text };
    } catch {
      return { status, results: resultsIn(text), ended: !leaving.signal.aborted, text };
    }
  } finally {
    clearTimeout(late);
    leaving.abort();
  }
}

/** What a stream's first word says of it: a code; null where it is an event, or nothing. */
export function codeOf({ results }: Followed): string | null {
  const code = results[0]?.errors?.[0]?.extensions?.code;
  return typeof code === 'string' ? code : null;
}

function resultsIn(text: string): Streamed[] {
  return text
    .split(/\r?\n\r?\n/)
    .slice(0, -1)
    .filter((block) => /^event: ?next$/m.test(block))
    .map((block) => JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? 'null') as Streamed);
}
