import { describe, expect, it } from '@jest/globals';
import { emojiErrors } from './emoji-rules.ts';

describe('a reaction', () => {
  it.each(['👍', '👩🏽‍💻', '🇫🇷', '#️⃣', '❤️'])('of %s is taken', (emoji) => {
    expect(emojiErrors(emoji)).toEqual([]);
  });

  it.each(['', 'a', '1', '👍👍', '👍 ', 'ok', '\0', '\ud800', '👍'.repeat(20)])(
    'of %j is refused',
    (emoji) => {
      expect(emojiErrors(emoji).map(({ code, path }) => [code, path?.join('.')])).toEqual([
        ['INVALID_INPUT', 'input.emoji'],
      ]);
    },
  );
});
