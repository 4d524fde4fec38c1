import type { MessageRowFragment } from '../../gql/graphql.ts';
import { ShareCard } from './share-card.tsx';

/** What a message shows by reference: each read at its owner, as it is now. */
export function MessageShares({
  row,
  unreachable,
  now,
}: {
  readonly row: MessageRowFragment;
  /** Shares whose owners could not answer. */
  readonly unreachable: ReadonlySet<string>;
  readonly now: number;
}) {
  if (row.shares.length === 0) return null;
  return (
    <ul className="stack message-shares">
      {row.shares.map((share) => (
        <li key={share.id}>
          <ShareCard share={share} isUnreachable={unreachable.has(share.id)} now={now} />
        </li>
      ))}
    </ul>
  );
}
