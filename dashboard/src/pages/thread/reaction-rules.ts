/** What can be put on a message here, with what each is called for those who hear it. */
export const EMOJIS: readonly { readonly emoji: string; readonly name: string }[] = [
  { emoji: '👍', name: 'Thumbs up' },
  { emoji: '✅', name: 'Done' },
  { emoji: '👀', name: 'Looking' },
  { emoji: '🎉', name: 'Celebrate' },
];

/** What an emoji is called; itself where it has no name here. */
export function emojiName(emoji: string): string {
  return EMOJIS.find((known) => known.emoji === emoji)?.name ?? emoji;
}
