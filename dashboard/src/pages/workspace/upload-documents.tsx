import { RotateCcw, Upload as UploadIcon, X } from 'lucide-react';
import { FileTrigger, ProgressBar } from 'react-aria-components';
import type { OwnSourceFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/names-rules.ts';
import { FILE_ENDINGS, percentOf, stateText } from './upload-rules.ts';
import { useUploads, type Upload, type Uploads } from './use-uploads.ts';

/** Adds text files to a source, and says of each how far it is. The same file again adds nothing. */
export function UploadDocuments({
  source,
  onAdded,
}: {
  readonly source: Pick<OwnSourceFragment, 'id' | 'title'>;
  readonly onAdded: () => void;
}) {
  const uploads = useUploads(source.id, onAdded);
  return (
    <div className="stack workspace-upload">
      <FileTrigger
        allowsMultiple
        acceptedFileTypes={FILE_ENDINGS}
        onSelect={(files) => uploads.add([...(files ?? [])])}
      >
        <Button aria-label={`Add documents to ${source.title}`}>
          <UploadIcon size={16} aria-hidden="true" />
          Add documents
        </Button>
      </FileTrigger>
      <p className="small" role="status">
        {summaryOf(uploads.all)}
      </p>
      <ul className="workspace-uploads">
        {uploads.all.map((upload) => (
          <UploadRow key={upload.key} upload={upload} uploads={uploads} />
        ))}
      </ul>
    </div>
  );
}

function summaryOf(all: readonly Upload[]): string {
  if (all.length === 0) return '';
  const added = all.filter(({ state }) => state.kind === 'added').length;
  const open = all.some(({ state }) => ['waiting', 'sending', 'taken'].includes(state.kind));
  return open
    ? `${added} of ${counted(all.length, 'document')} added`
    : `${counted(added, 'document')} added`;
}

function UploadRow({ upload, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
  const { file, state } = upload;
  const said = stateText(state, file.size);
  const isFailed = state.kind === 'failed';
  return (
    <li className="workspace-upload-row">
      <div>
        <p>
          <strong>{file.name}</strong>
        </p>
        <p className={isFailed ? 'problem small' : 'soft small'} role={isFailed ? 'alert' : undefined}>
          {said}
        </p>
      </div>
      <UploadActions upload={upload} uploads={uploads} />
      {(state.kind === 'sending' || state.kind === 'taken') && (
        <ProgressBar
          className="workspace-progress"
          aria-label={file.name}
          value={percentOf(state)}
          valueLabel={said}
        >
          <span className="workspace-progress-track">
            <span style={{ width: `${percentOf(state)}%` }} />
          </span>
        </ProgressBar>
      )}
    </li>
  );
}

/** What is all there cannot be called back any more; what could not be sent can be sent again. */
function UploadActions({ upload, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
  const { file, state } = upload;
  if (state.kind === 'waiting' || state.kind === 'sending')
    return (
      <Button look="quiet" aria-label={`Cancel ${file.name}`} onPress={() => uploads.cancel(upload)}>
        <X size={15} aria-hidden="true" />
        Cancel
      </Button>
    );
  if (state.kind === 'cancelled' || (state.kind === 'failed' && state.problem.kind === 'away'))
    return (
      <Button look="quiet" aria-label={`Send again: ${file.name}`} onPress={() => uploads.again(upload)}>
        <RotateCcw size={15} aria-hidden="true" />
        Send again
      </Button>
    );
  return null;
}
