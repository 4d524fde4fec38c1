import type { MessageRowFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { listed } from '../../ui/names-rules.ts';
import { emojiName } from './reaction-rules.ts';
import type { MessageChanges } from './use-message-changes.ts';

/** The reactions on a message; pressing one adds or removes the own. */
export function Reactions({
  row,
  me,
  changes,
}: {
  readonly row: MessageRowFragment;
  /** The own participant; null: nobody of the team. */
  readonly me: string | null;
  readonly changes: MessageChanges;
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
