import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, LiveStream, Operation } from '../context.ts';
import { RequestRefused } from '../errors.ts';
import { contextOf, rateHeaders, type HttpContext, type ReadOperation } from './graphql-handler.ts';
import { refusal, refusedReply, type Reply } from './reply.ts';
import type { Strangers } from './strangers.ts';

/**
 * Opens an operation as a stream.
 *
 * @throws RequestRefused when the request is refused as a whole
 */
export type OpenOperation = (operation: Operation, http: HttpContext) => Promise<Answer | LiveStream>;

/** Writes a stream on a reply, with headers that are due on every reply; a reply where there is none; null when done. */
export type EventHandler = (
  request: { readonly incoming: IncomingMessage; readonly search: string; readonly requestId: string },
  outgoing: ServerResponse,
  headers: readonly string[],
) => Promise<Reply | null>;

/** Whether a request asks for a stream: GraphQL over server-sent events, distinct connections. */
export function asksForEvents({ headers }: IncomingMessage): boolean {
  const { accept } = headers;
  return accept !== undefined && /^\s*text\/event-stream\s*(?:[;,]|$)/i.test(accept);
}

const ALIVE_MS = 12_000;
/** How long the last word may take to a reader that is cut. */
const LAST_MS = 2_000;

/** Serves operations as server-sent events: "next" for each answer, "complete" at the end. */
export function createEventHandler(
  read: ReadOperation,
  open: OpenOperation,
  strangers: Strangers,
): EventHandler {
  return async ({ incoming, search, requestId }, outgoing, headers) => {
    const { operation, done } = await read(incoming, search);
    const http = contextOf(incoming, requestId);
    try {
      if (operation === null || 'status' in operation) return operation;
      if ('problem' in operation) return refusal('BAD_REQUEST', operation);
      const opened = await open(operation, http);
      const rates = rateHeaders(http);
      outgoing.writeHead(200, ['content-type', 'text/event-stream; charset=utf-8', ...rates, ...headers]);
      if ('body' in opened) outgoing.end(`${nextEvent(opened)}${COMPLETE}`);
      else await pipe(opened, outgoing);
      return null;
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      return refusedReply(strangers.judge(error, incoming), { headers: rateHeaders(http) });
    } finally {
      done();
    }
  };
}

const COMPLETE = 'event: complete\ndata: \n\n';

/** Answers are JSON text, which has no line of its own. */
function nextEvent({ body }: Answer): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return `event: next\ndata: ${text}\n\n`;
}

/** Writes as fast as the reader reads. One that is cut gets the last word if it takes it in time. */
async function pipe(stream: LiveStream, outgoing: ServerResponse): Promise<void> {
  outgoing.on('close', () => stream.abandon());
  outgoing.on('error', () => undefined);
  if (outgoing.destroyed) stream.abandon();
  outgoing.write(':\n\n');
  const alive = setInterval(() => outgoing.writableNeedDrain || outgoing.write(':\n\n'), ALIVE_MS);
  for await (const answer of stream) {
    if (!outgoing.write(nextEvent(answer)) && !stream.cut.aborted) await drained(outgoing, stream.cut);
  }
  clearInterval(alive);
  outgoing.end(COMPLETE);
  if (stream.cut.aborted) {
    const last = setTimeout(() => outgoing.destroy(), LAST_MS);
    outgoing.on('close', () => clearTimeout(last));
  }
}

function drained(outgoing: ServerResponse, cut: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.off('drain', settle).off('close', settle);
      cut.removeEventListener('abort', settle);
      resolve();
    };
    outgoing.on('drain', settle).on('close', settle);
    cut.addEventListener('abort', settle);
    if (outgoing.destroyed || cut.aborted) settle();
  });
}
