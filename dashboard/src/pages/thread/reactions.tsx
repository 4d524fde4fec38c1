import { Button } from '../../ui/button.tsx';
import { listed } from '../../ui/names-rules.ts';
import { emojiName } from './reaction-rules.ts';
import type { MessageChanges } from './use-message-changes.ts';

/** An emoji on a message, and who put it there. */
export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  readonly participants: readonly { readonly id: string; readonly displayName: string }[];
}

/** The reactions on a message; pressing one adds or removes the own. */
export function Reactions({
  row,
  me,
  changes,
}: {
  readonly row: { readonly id: string; readonly reactions: readonly Reaction[] };
  /** Which of those who react is the caller; null: none of them. */
  readonly me: string | null;
  readonly changes: Pick<MessageChanges, 'react'>;
}) {
  if (row.reactions.length === 0) return null;
  return (
    <ul className="row reactions">
      {row.reactions.map(({ emoji, count, participants }) => {
        const isMine = participants.some(({ id }) => id === me);
        const names = listed(participants.map(({ displayName }) => displayName));
        return (
          <li key={emoji}>
            <Button aria-pressed={isMine} onPress={() => void changes.react(row.id, emoji, !isMine)}>
              <span aria-hidden="true">
                {emoji} {count}
              </span>
              <span className="visually-hidden">
                {emojiName(emoji)}: {names}
              </span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
