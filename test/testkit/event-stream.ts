/** An event as it came: its name, and its data as JSON; null for none. */
export interface StreamEvent {
  readonly event: string;
  readonly data: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
  } | null;
}

/** A stream of server-sent events, read by a test. */
export interface TestStream {
  readonly status: number;
  /** The next event; null after the last. Rejects when none comes within the time, in milliseconds. */
  next(withinMs?: number): Promise<StreamEvent | null>;
  /** Everything until the stream ends. */
  rest(withinMs?: number): Promise<StreamEvent[]>;
  /** Whether nothing came for so long. */
  isSilent(ms: number): Promise<boolean>;
  close(): void;
}

/** Opens a subscription by POST. */
export async function openStream(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  headers: Record<string, string>,
): Promise<TestStream> {
  const stop = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    signal: stop.signal,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const events = readEvents(response);
  let pending: Promise<IteratorResult<StreamEvent, undefined>> | null = null;
  const take = async (withinMs: number) => {
    pending ??= events.next();
    const found = await within(pending, withinMs);
    if (found === LATE) return LATE;
    pending = null;
    return found.done === true ? null : found.value;
  };
  const next = async (withinMs = 5000) => {
    const found = await take(withinMs);
    if (found === LATE) throw new Error(`no event within ${String(withinMs)} ms`);
    return found;
  };
  return {
    status: response.status,
    next,
    async rest(withinMs = 5000) {
      const all: StreamEvent[] = [];
      for (let one = await next(withinMs); one !== null; one = await next(withinMs)) all.push(one);
      return all;
    },
    isSilent: async (ms) => (await take(ms)) === LATE,
    close: () => stop.abort(),
  };
}

const LATE = Symbol('late');

function within<T>(promise: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => (timer = setTimeout(() => resolve(LATE), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function* readEvents(response: Response): AsyncGenerator<StreamEvent, undefined> {
  if (!response.body) return;
  let text = '';
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: ?(.*)$/m.exec(block)?.[1] ?? '';
        if (event !== undefined)
          yield { event, data: data === '' ? null : (JSON.parse(data) as StreamEvent['data']) };
      }
    }
  } catch {
    // Cut off, by us or by the program: for a reader that is an end too.
  }
}
