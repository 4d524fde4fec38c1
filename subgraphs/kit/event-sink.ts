import type { ServerResponse } from 'node:http';

/** Where a stream's events go. */
export interface EventSink {
  /** Aborted once the reader has gone, or reads nothing for too long. */
  readonly signal: AbortSignal;
  /**
   * Writes an event. Resolves when the reader has room for the next: nothing is kept for it here, so a reader that is
   * slow makes the stream slow, and what it has not read yet is in the log.
   */
  send(event: string, data: string): Promise<void>;
}

/** In milliseconds: between signs of life, and how long a reader may take nothing. */
const ALIVE_MS = 12_000;
const STALL_MS = 10_000;

/** Runs a stream of server-sent events on a reply whose head is written, and ends the reply. */
export async function streamEvents(
  outgoing: ServerResponse,
  run: (sink: EventSink) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  // It may have gone while it was looked at who asks; "close" does not come twice.
  if (outgoing.destroyed) gone.abort();
  // An error without a listener would end the process; "close" follows it.
  outgoing.on('error', () => undefined);
  // Proxies and readers wait for a first byte before they believe that there is a stream.
  outgoing.write(':\n\n');
  const alive = setInterval(() => outgoing.writableNeedDrain || outgoing.write(':\n\n'), ALIVE_MS);
  const send: EventSink['send'] = async (event, data) => {
    if (gone.signal.aborted || outgoing.write(`event: ${event}\ndata: ${data}\n\n`)) return;
    await drained(outgoing, gone);
  };
  await run({ signal: gone.signal, send });
  clearInterval(alive);
  outgoing.end();
}

function drained(outgoing: ServerResponse, gone: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(stalled);
      outgoing.off('drain', settle).off('close', settle);
      resolve();
    };
    const stalled = setTimeout(() => {
      gone.abort();
      outgoing.destroy();
      settle();
    }, STALL_MS);
    outgoing.on('drain', settle).on('close', settle);
  });
}
