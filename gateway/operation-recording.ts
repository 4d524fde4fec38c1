import type { Clock } from '#schema/wire/signatures.ts';
import type { GatewaySettings } from './config.ts';
import { createRecorder } from './recording/recorder.ts';
import { createNoteUse, createTelling, type NoteUse, type Telling } from './recording/recording.ts';
import type { SharedLayer } from './shared-layer.ts';
import type { Logger } from './telemetry/logger.ts';

/** What was run, noted and told; where it is not to be recorded, neither. */
export interface Recording extends Telling {
  readonly noteUse: NoteUse;
}

const NOTHING: Recording = {
  noteUse: () => undefined,
  start: () => undefined,
  stop: () => Promise.resolve(),
};

/** Joins the recorder to the shared layer. The log is told how much was not recorded, and nothing of what was. */
export function createRecording(
  { recordOperationsMs: everyMs }: Pick<GatewaySettings, 'recordOperationsMs'>,
  { shared, clock, logger }: { readonly shared: SharedLayer; readonly clock: Clock; readonly logger: Logger },
): Recording {
  if (everyMs === undefined) return NOTHING;
  const recorder = createRecorder();
  const telling = createTelling({
    ...{ recorder, everyMs, clock },
    tell: (request) => shared.record(request),
    onFault: (error) => logger.warn({ reason: String(error) }, 'recorded operations could not be told'),
    onDropped: (company, dropped) => logger.warn({ company, dropped }, 'operations were not recorded'),
  });
  return { ...telling, noteUse: createNoteUse(recorder) };
}
