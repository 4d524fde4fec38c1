import type { ReactNode, RefObject } from 'react';
import { AuthorMark } from '../../ui/author-mark.tsx';
import { EditForm } from './edit-form.tsx';
import type { MessageChanges } from './use-message-changes.ts';

/** What a message of either kind stands in. `label` names it for those who hear the page. */
export function MessageFrame({
  article,
  id,
  label,
  name,
  isOwn,
  isAgent,
  above,
  children,
}: {
  readonly article: RefObject<HTMLElement | null>;
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly isOwn: boolean;
  readonly isAgent: boolean;
  readonly above?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <article
      ref={article}
      className={isOwn ? 'message message-own' : 'message'}
      aria-label={label}
      data-row={id}
      tabIndex={0}
    >
      {above}
      <AuthorMark name={name} isAgent={isAgent} />
      <div className="message-main">{children}</div>
    </article>
  );
}

/** The text of a message, and the form in its place while it is edited. */
export function EditableBody({
  row,
  edit,
  onEdit,
  changes,
  onDone,
  children,
}: {
  readonly row: { readonly id: string; readonly body: string; readonly redactedAt: string | null };
  /** What is begun of another text; null: nothing. */
  readonly edit: string | null;
  readonly onEdit: (text: string) => void;
  readonly changes: MessageChanges;
  readonly onDone: () => void;
  readonly children: ReactNode;
}) {
  if (edit === null || row.redactedAt !== null) return children;
  return <EditForm row={row} body={edit} onBody={onEdit} changes={changes} onDone={onDone} />;
}
