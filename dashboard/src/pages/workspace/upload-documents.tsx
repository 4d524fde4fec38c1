import { Upload } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger, Label, ProgressBar } from 'react-aria-components';
import { useChange } from '../../data/use-change.ts';
import { AddDocumentDocument, type OwnSourceFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/names-rules.ts';
import { messageOf } from '../../ui/outcome-rules.ts';

interface Progress {
  readonly done: number;
  readonly of: number;
  /** What could not be added, a sentence each. */
  readonly problems: readonly string[];
}

/** Adds text files to a source, one after the other, and says how far it is. The same file again adds nothing. */
export function UploadDocuments({
  source,
  onAdded,
}: {
  readonly source: Pick<OwnSourceFragment, 'id' | 'title'>;
  readonly onAdded: () => void;
}) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const add = useAddFile(source.id);
  const upload = async (files: readonly File[]) => {
    let at: Progress = { done: 0, of: files.length, problems: [] };
    setProgress(at);
    for (const file of files) {
      const problem = await add(file);
      const problems = problem === null ? at.problems : [...at.problems, `${file.name}: ${problem}`];
      at = { ...at, done: at.done + 1, problems };
      setProgress(at);
    }
    onAdded();
  };
  const isBusy = progress !== null && progress.done < progress.of;
  return (
    <div className="stack workspace-upload">
      <FileTrigger
        allowsMultiple
        acceptedFileTypes={['.md', '.markdown', '.txt']}
        onSelect={(files) => void upload([...(files ?? [])])}
      >
        <Button isDisabled={isBusy} aria-label={`Add documents to ${source.title}`}>
          <Upload size={16} aria-hidden="true" />
          Add documents
        </Button>
      </FileTrigger>
      {progress && <Shown progress={progress} />}
    </div>
  );
}

/** Adds a file's text; gives why it could not, or null. */
function useAddFile(sourceId: string) {
  const add = useChange(AddDocumentDocument);
  return async (file: File): Promise<string | null> => {
    const body = await file.text();
    const title = file.name.replace(/\.[^.]+$/, '');
    const mediaType = file.name.endsWith('.txt') ? ('PLAIN_TEXT' as const) : ('MARKDOWN' as const);
    return messageOf(await add({ input: { sourceId, title, name: file.name, mediaType, body } }));
  };
}

function Shown({ progress: { done, of, problems } }: { readonly progress: Progress }) {
  const said = done < of ? `${done} of ${of} added` : `${counted(of - problems.length, 'document')} added`;
  return (
    <>
      <ProgressBar className="workspace-progress" value={done} maxValue={of} valueLabel={said}>
        {({ percentage }) => (
          <>
            <Label className="small">{said}</Label>
            <span className="workspace-progress-track">
              <span style={{ width: `${percentage ?? 0}%` }} />
            </span>
          </>
        )}
      </ProgressBar>
      {problems.map((problem) => (
        <p key={problem} className="problem small" role="alert">
          {problem}
        </p>
      ))}
    </>
  );
}
