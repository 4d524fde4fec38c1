import { Agent, request } from 'undici';

/** What a client got: an answer of GraphQL's form, or none. */
export interface Answer {
  /** 0: none came. */
  readonly status: number;
  readonly text: string;
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly AnswerError[];
  /** On the clock of `performance.now()`. */
  readonly from: number;
  readonly until: number;
}

export interface AnswerError {
  readonly code: string;
  readonly path: readonly (string | number)[];
}

/** A client of the gateway that keeps connections, as a good one does. */
export interface Client {
  ask(token: string, query: string, variables?: object): Promise<Answer>;
  /** The events of a subscription, as they come; ends when the connection does, and throws when it breaks. */
  follow(token: string, query: string, variables: object, signal: AbortSignal): AsyncGenerator<Answer>;
  close(): Promise<void>;
}

/** A client gives an answer up after this long. */
const PATIENCE_MS = 20_000;
/** Of a stream, whose signs of life come every 12 s. */
const STREAM_PATIENCE_MS = 30_000;

export function createClient(url: string): Client {
  const dispatcher = new Agent({ connections: 96, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  const streams = new Agent({
    ...{ connections: null, pipelining: 1, keepAliveTimeout: 1 },
    ...{ headersTimeout: PATIENCE_MS, bodyTimeout: STREAM_PATIENCE_MS },
  });
  const send = (token: string, accept: string, body: object, more: object) =>
    request(`${url}/graphql`, {
      ...{ method: 'POST', body: JSON.stringify(body), ...more },
      headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
  return {
    async ask(token, query, variables = {}) {
      const from = performance.now();
      try {
        const reply = await send(token, 'application/json', { query, variables }, { dispatcher });
        return answerOf(reply.statusCode, await reply.body.text(), from);
      } catch (error) {
        return answerOf(0, String(error), from);
      }
    },
    async *follow(token, query, variables, signal) {
      const from = performance.now();
      const reply = await send(
        token,
        'text/event-stream',
        { query, variables },
        { dispatcher: streams, signal },
      );
      if (!String(reply.headers['content-type']).startsWith('text/event-stream')) {
        yield answerOf(reply.statusCode, await reply.body.text(), from);
        return;
      }
      let text = '';
      reply.body.setEncoding('utf8');
      for await (const chunk of reply.body as AsyncIterable<string>) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          if (/^event: complete$/m.test(block)) return;
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) yield answerOf(200, data, performance.now());
        }
      }
      throw new Error('the stream broke off');
    },
    async close() {
      await Promise.all([dispatcher.destroy(), streams.destroy()]);
    },
  };
}

interface Body {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly path?: AnswerError['path'];
    readonly extensions?: { code?: string };
  }[];
}

function answerOf(status: number, text: string, from: number): Answer {
  const body = parse(text);
  const errors = (body?.errors ?? []).map(({ path = [], extensions }) => ({
    ...{ path, code: extensions?.code ?? 'NONE' },
  }));
  return { status, text, data: body?.data ?? null, errors, from, until: performance.now() };
}

function parse(text: string): Body | null {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}
