import type { BoundaryThreadFragment } from '../../gql/graphql.ts';
import { PrivateBadge, SharedBadge, type CompanyCard } from '../../ui/badges.tsx';
import { Missing } from '../../ui/states.tsx';
import { useSignedIn } from '../../session/session-context.ts';
import { isReadBy } from './boundary-rules.ts';
import { Sides } from './side.tsx';

/** The team's threads, each with the company's own notes, which no other company sees. */
export function ThreadRows({
  threads,
  other,
}: {
  readonly threads: readonly BoundaryThreadFragment[];
  readonly other: CompanyCard;
}) {
  if (threads.length === 0) return <p className="soft">No thread yet.</p>;
  return threads.map((thread) => (
    <Sides
      key={thread.id}
      title={thread.title}
      titleId={thread.id}
      kind={
        isReadBy(thread, other.slug) ? (
          <SharedBadge label={`${other.name} reads it`} />
        ) : (
          <PrivateBadge label={`Hidden from ${other.name}`} />
        )
      }
      other={other}
      ours={<Ours thread={thread} />}
      theirs={
        isReadBy(thread, other.slug) ? (
          <p>The title and the messages. None of these notes.</p>
        ) : (
          <p className="soft">Nothing: it is not in the roster of this thread.</p>
        )
      }
    />
  ));
}

function Ours({ thread }: { readonly thread: BoundaryThreadFragment }) {
  const { company } = useSignedIn();
  return (
    <>
      <p>The title and the messages.</p>
      {!thread.notes && <Missing whose={company.name} />}
      {(thread.notes ?? []).length > 0 && (
        <dl className="boundary-fields">
          {(thread.notes ?? []).map(({ id, body }) => (
            <div key={id} className="boundary-hidden">
              <dt>Note</dt>
              <dd>
                <span className="boundary-text">{body}</span>
                <PrivateBadge label="Private" />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
