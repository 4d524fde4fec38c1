import { RECORDED_LIMITS, type RecordRequest } from '#schema/wire/recorded-operations.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Operation, RequestContext, Snapshot } from '../context.ts';
import type { Recorded, Recorder } from './recorder.ts';

/** Notes what an operation that was run has used of its view. Never throws. */
export type NoteUse = (snapshot: Snapshot, operation: Operation, context: RequestContext) => void;

/** Whether a company is recorded is for the registry to say. */
export function createNoteUse(recorder: Pick<Recorder, 'note'>): NoteUse {
  return (snapshot, operation, { caller, registry, onFault }) => {
    if (registry.companies.get(caller.company)?.recordOperations !== true) return;
    try {
      const used = snapshot.usesOf?.(operation) ?? [];
      if (used.length > 0) recorder.note(caller.company, used);
    } catch (error) {
      onFault({ detail: `recording: ${String(error)}` });
    }
  };
}

/** Tells the shared layer what was noted, over and over. */
export interface Telling {
  start(): void;
  /** Tells what is left, once. */
  stop(): Promise<void>;
}

/** What telling takes from the gateway. */
export interface TellingOptions {
  readonly recorder: Recorder;
  readonly tell: (request: RecordRequest) => Promise<unknown>;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
  /** Told how much was not recorded, and of whom. */
  readonly onDropped: (company: string, dropped: number) => void;
}

/**
 * What could not be told is kept for the next time, within the recorder's limits. An answer that was lost is told again:
 * counts may be too high, and nothing is missing.
 */
export function createTelling(options: TellingOptions): Telling {
  const { everyMs } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function schedule(): void {
    if (!stopped) timer = setTimeout(() => void tellAll(options).then(schedule), everyMs).unref();
  }
  return {
    start: schedule,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await tellAll(options);
    },
  };
}

async function tellAll({ recorder, tell, clock, onFault, onDropped }: TellingOptions): Promise<void> {
  const day = new Date(clock()).toISOString().slice(0, 10);
  const left = recorder.take();
  for (const { company, dropped } of left) if (dropped > 0) onDropped(company, dropped);
  const requests = left.flatMap((recorded) => requestsOf(recorded, day));
  for (const [at, request] of requests.entries()) {
    try {
      await tell(request);
    } catch (error) {
      onFault(error);
      requests.slice(at).forEach((untold) => putBack(recorder, untold));
      return;
    }
  }
}

function requestsOf({ company, operations, dropped }: Recorded, day: string): RecordRequest[] {
  const requests: RecordRequest[] = [];
  for (let from = 0; from === 0 || from < operations.length; from += RECORDED_LIMITS.each) {
    const some = operations.slice(from, from + RECORDED_LIMITS.each);
    const told = some.map(({ coordinates, count }) => ({ coordinates: [...coordinates], count }));
    requests.push({ company, day, dropped: from === 0 ? dropped : 0, operations: told });
  }
  return requests;
}

function putBack(recorder: Recorder, { company, operations, dropped }: RecordRequest): void {
  recorder.drop(company, dropped);
  for (const { coordinates, count } of operations) recorder.note(company, coordinates, count);
}
