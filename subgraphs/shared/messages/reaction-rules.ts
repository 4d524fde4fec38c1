import { groupBy } from '#subgraphs/kit/group-by.ts';
import type { ReactionRow } from './message-parts-store.ts';

/** An emoji on a message, with who put it there. */
export interface ReactionGroup {
  readonly emoji: string;
  readonly participantIds: readonly string[];
}

/** Reactions by emoji, in the order of first use. */
export function groupReactions(rows: readonly ReactionRow[]): ReactionGroup[] {
  return [...groupBy(rows, (row) => row.emoji)].map(([emoji, ofEmoji]) => ({
    emoji,
    participantIds: ofEmoji.map(({ participantId }) => participantId),
  }));
}
