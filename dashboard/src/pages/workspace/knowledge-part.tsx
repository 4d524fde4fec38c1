import { useState } from 'react';
import type { OwnSourceFragment } from '../../gql/graphql.ts';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names-rules.ts';
import { KnowledgeSearch } from './knowledge-search.tsx';
import { UploadDocuments } from './upload-documents.tsx';
import { WorkspacePart } from './workspace-part.tsx';
import { sizeText } from './workspace-rules.ts';

/** What the company's agents draw on: to search, to look through, and to add to. */
export function KnowledgePart({
  sources,
  onAdded,
}: {
  readonly sources: readonly OwnSourceFragment[] | null;
  readonly onAdded: () => void;
}) {
  const [now] = useState(() => Date.now());
  return (
    <WorkspacePart
      title="Knowledge"
      items={sources}
      empty="No source of knowledge yet."
      before={<KnowledgeSearch />}
    >
      {(all) => (
        <ul className="workspace-cards">
          {all.map((source) => (
            <li key={source.id} className="workspace-card">
              <Source source={source} now={now} />
              <UploadDocuments source={source} onAdded={onAdded} />
            </li>
          ))}
        </ul>
      )}
    </WorkspacePart>
  );
}

function Source({ source, now }: { readonly source: OwnSourceFragment; readonly now: number }) {
  const { title, description, documentCount } = source;
  const documents = source.documents?.nodes ?? [];
  const more = (documentCount ?? 0) - documents.length;
  return (
    <>
      <div className="row">
        <h3>{title}</h3>
        {documentCount !== null && <span className="soft small">{counted(documentCount, 'document')}</span>}
      </div>
      {description !== null && <p>{description}</p>}
      <ul className="workspace-documents small">
        {documents.map((document) => (
          <li key={document.id}>
            <span>{document.title}</span>
            <span className="soft">
              {sizeText(document.size)}, <Moment at={document.updatedAt} now={now} />
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="soft small">And {more} more.</p>}
    </>
  );
}
