import { describe, expect, it } from '@jest/globals';
import { bodyErrors, idempotencyKeyErrors } from './message-text-rules.ts';

const paths = (errors: ReturnType<typeof bodyErrors>) =>
  errors.map(({ code, path }) => [code, path?.join('.')]);

describe("a message's text", () => {
  it.each(['a', 'two\nlines\tand a tab', '😀', 'é'.repeat(32_768), 'a'.repeat(65_536)])(
    'is taken',
    (body) => {
      expect(bodyErrors(body)).toEqual([]);
    },
  );

  it.each(['', ' \n', 'a\r\nb', 'a\0b', 'a\u001b[2J', '\ud800', 'é'.repeat(32_769), 'a'.repeat(65_537)])(
    'is refused (%#)',
    (body) => {
      expect(paths(bodyErrors(body))).toEqual([['INVALID_INPUT', 'input.body']]);
    },
  );
});

describe('an idempotency key', () => {
  it('is printable', () => {
    expect(idempotencyKeyErrors('a key of ~128')).toEqual([]);
  });

  it.each(['', 'a'.repeat(129), 'é', 'a\n', '\0'])('is refused (%#)', (key) => {
    expect(paths(idempotencyKeyErrors(key))).toEqual([['INVALID_INPUT', 'input.idempotencyKey']]);
  });
});
