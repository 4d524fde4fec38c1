import { useCallback, useRef, useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import { watchedFetch } from '../../data/watched-fetch.ts';
import { AddDocumentDocument } from '../../gql/graphql.ts';
import { documentOf, problemOfFile, stateAfter, textIn, type FileState } from './upload-rules.ts';

/** A file on its way into a source. */
export interface Upload {
  readonly key: string;
  readonly file: File;
  readonly state: FileState;
  readonly cancelling: AbortController;
}

/** Files on their way into a source, one after the other. */
export interface Uploads {
  readonly all: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly cancel: (upload: Upload) => void;
  /** Sends one once more: the same text under the same name is added once. */
  readonly again: (upload: Upload) => void;
}

/** Adds files to a source. `onAdded` is called after each that is in it. */
export function useUploads(sourceId: string, onAdded: () => void): Uploads {
  const [all, setAll] = useState<readonly Upload[]>([]);
  const queue = useRef(Promise.resolve());
  const send = useSendFile(sourceId);
  const be = useCallback((key: string, state: FileState) => {
    setAll((uploads) => uploads.map((each) => (each.key === key ? { ...each, state } : each)));
  }, []);
  const enqueue = useCallback(
    (upload: Upload) => {
      queue.current = queue.current.then(async () => {
        if (upload.cancelling.signal.aborted) return;
        const state = await send(upload, (now) => be(upload.key, now));
        be(upload.key, state);
        // Of one that was cancelled late, the list tells what came of it.
        if (state.kind !== 'failed') onAdded();
      });
    },
    [send, be, onAdded],
  );
  const add = (files: readonly File[]) => {
    const uploads = files.map(begun);
    setAll((known) => [...known, ...uploads]);
    uploads.filter(({ state }) => state.kind === 'waiting').forEach(enqueue);
  };
  const cancel = ({ key, cancelling }: Upload) => {
    cancelling.abort();
    be(key, { kind: 'cancelled' });
  };
  const again = ({ key, file }: Upload) => {
    const upload = { ...begun(file), key };
    setAll((known) => known.map((each) => (each.key === key ? upload : each)));
    enqueue(upload);
  };
  return { all, add, cancel, again };
}

function begun(file: File): Upload {
  const problem = problemOfFile(file);
  const state: FileState = problem ? { kind: 'failed', problem } : { kind: 'waiting' };
  return { key: crypto.randomUUID(), file, state, cancelling: new AbortController() };
}

/** Sends a file, telling how far it is, and gives what became of it. */
function useSendFile(sourceId: string) {
  const change = useChange(AddDocumentDocument);
  return useCallback(
    async (
      { file, cancelling: { signal } }: Upload,
      tell: (state: FileState) => void,
    ): Promise<FileState> => {
      const text = textIn(await file.arrayBuffer());
      if (text === null) return stateAfter(null);
      const onSent = (share: number) => {
        if (!signal.aborted) tell(share < 1 ? { kind: 'sending', share } : { kind: 'taken' });
      };
      const input = documentOf(sourceId, file.name, text);
      const outcome = await change({ input }, { fetch: watchedFetch({ onSent, signal }) });
      return signal.aborted ? { kind: 'cancelled' } : stateAfter(outcome);
    },
    [change, sourceId],
  );
}
