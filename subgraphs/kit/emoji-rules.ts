import { isStorable } from './text-rules.ts';
import { userError, type UserError } from './user-error.ts';

/** Different emojis on one message. */
export const MOST_EMOJIS = 20;

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const EMOJI = /^(\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u;

/** What is wrong with an emoji: it is one, as people count, and no text. */
export function emojiErrors(emoji: string): UserError[] {
  const isShort = Buffer.byteLength(emoji) <= 64 && isStorable(emoji);
  const isOne = isShort && EMOJI.test(emoji) && Array.from(GRAPHEMES.segment(emoji)).length === 1;
  return isOne ? [] : [userError('INVALID_INPUT', 'A reaction is one emoji.', 'emoji')];
}
