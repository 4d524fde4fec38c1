import type { Answer } from '../context.ts';
import { StreamEnded, SubgraphFailure, tableError, type ErrorCode } from '../errors.ts';

/** How much waits for a reader, and for how long. */
export interface BufferLimits {
  readonly answers: number;
  readonly bytes: number;
  readonly stallMs: number;
}

/** A stream of answers on its way to a caller. */
export interface LiveStream extends AsyncIterable<Answer> {
  /** Aborted once it was ended early: what waits for the reader is given up, but for the last word. */
  readonly cut: AbortSignal;
  /** Ends it with a code of the table: the last answer says it. Nothing that waits is given any more. */
  end(code: ErrorCode): void;
  /** Ends it without a word: its reader has gone. */
  abandon(): void;
}

const LIMITS = { answers: 32, bytes: 1_048_576 };

/**
 * Puts a bounded buffer between a stream and its reader. When it is full the stream is not read on, which its program
 * feels; when nothing is taken for too long, it ends: whatever was not taken is in the log.
 *
 * @param stop ends the source; called once
 */
export function createLiveStream(
  source: AsyncIterable<Answer>,
  options: {
    readonly stop: () => void;
    readonly stallMs: number;
    readonly onFault: (error: unknown) => void;
    readonly onClose: () => void;
  },
): LiveStream {
  const { stallMs, stop, onFault, onClose } = options;
  const cut = new AbortController();
  const waiting: Answer[] = [];
  const bell = createBell();
  const room = createBell();
  let bytes = 0;
  let over = false;

  /** `last` is said after what waits; null ends without a word. */
  function close(last: ErrorCode | null): void {
    if (over) return;
    over = true;
    if (last) waiting.push(lastWord(last));
    stop();
    onClose();
    bell.ring();
    room.ring();
  }

  function end(code: ErrorCode): void {
    if (cut.signal.aborted) return;
    waiting.length = 0;
    if (over) waiting.push(lastWord(code));
    else close(code);
    cut.abort();
    bell.ring();
  }

  const isFull = () => waiting.length >= LIMITS.answers || bytes >= LIMITS.bytes;

  async function pump(): Promise<void> {
    try {
      for await (const answer of source) {
        if (over) return;
        waiting.push(answer);
        bytes += answer.body.length;
        bell.ring();
        while (isFull() && !over) if (!(await room.within(stallMs))) return end('SLOW_CONSUMER');
      }
      close(null);
    } catch (error) {
      if (!over && !(error instanceof StreamEnded)) onFault(error);
      close(codeOf(error));
    }
  }

  void pump();
  return {
    cut: cut.signal,
    end,
    abandon: () => {
      waiting.length = 0;
      close(null);
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const answer = waiting.shift();
        if (answer) {
          bytes -= answer.body.length;
          room.ring();
          yield answer;
        } else if (over) return;
        else await bell.rung();
      }
    },
  };
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof StreamEnded || error instanceof SubgraphFailure
    ? error.code
    : 'INTERNAL_SERVER_ERROR';
}

function lastWord(code: ErrorCode): Answer {
  return { body: JSON.stringify({ errors: [tableError(code)] }), executed: false, codes: [code] };
}

/** Wakes the one who waits; a ring while nobody waits is heard by the next. */
function createBell() {
  let rang = false;
  let wake: ((rung: boolean) => void) | null = null;
  const wait = () =>
    new Promise<boolean>((resolve) => {
      if (rang) resolve(true);
      else wake = resolve;
      rang = false;
    });
  return {
    ring(): void {
      if (wake) wake(true);
      else rang = true;
      wake = null;
    },
    rung: wait,
    async within(ms: number): Promise<boolean> {
      const timer = setTimeout(() => {
        wake?.(false);
        wake = null;
      }, ms);
      try {
        return await wait();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
