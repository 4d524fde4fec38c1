import { useId, type ReactNode } from 'react';
import { useSignedIn } from '../../session/session-context.ts';
import { PrivateScope } from '../../ui/scope.tsx';
import { Missing } from '../../ui/states.tsx';

/** A part of the private space: its heading, what can be done, and what is in it, marked as private. */
export function WorkspacePart<Item>({
  title,
  items,
  empty,
  action,
  before,
  children,
}: {
  readonly title: string;
  /** Null: the company's program cannot say just now. */
  readonly items: readonly Item[] | null;
  /** What stands there when there are no items. */
  readonly empty: string;
  readonly action?: ReactNode;
  /** What stands above the items. */
  readonly before?: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
}) {
  const { company } = useSignedIn();
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="workspace-head">
        <h2 id={id}>
          {title}
          {items !== null && items.length > 0 && <span className="workspace-count">{items.length}</span>}
        </h2>
        {action}
      </div>
      <PrivateScope label={`Private to ${company.name}`}>
        <div className="stack">
          {before}
          {items === null && <Missing whose={company.name} />}
          {items?.length === 0 && <p className="soft">{empty}</p>}
          {items !== null && items.length > 0 && children(items)}
        </div>
      </PrivateScope>
    </section>
  );
}
