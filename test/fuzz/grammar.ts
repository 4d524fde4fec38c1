import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';

/** Pieces of text that mean something somewhere. */
const PIECES = [
  ...[
    '',
    ' ',
    '\0',
    '\n',
    '\r\n',
    '\t',
    '"',
    "'",
    '\\',
    '/',
    ':',
    ';',
    ',',
    '.',
    '-',
    '_',
    '=',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
  ],
  ...[
    '0',
    '1',
    '9',
    '-1',
    '1e999',
    'a',
    'A',
    'é',
    '€',
    '😀',
    '\ud800',
    '\udfff',
    '\ufeff',
    '\u2028',
    '１',
    'ſ',
    'İ',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '__typename',
    'null',
    'true',
    'NaN',
    '$',
    '%00',
    '%2e',
    'acme',
    'harbor',
  ],
];

/** A piece of text. */
export const piece = (choices: Choices): string => choices.of(PIECES);

/** Some text of pieces, now and then a long one. */
export function someText(choices: Choices, most = 8): string {
  const text = Array.from({ length: choices.below(most + 1) }, () => piece(choices)).join('');
  return choices.below(40) === 39 ? text.repeat(200) : text;
}

/** A text with a few changes: pieces put in, left out, said twice, or of other texts. */
export function spoiled(text: string, choices: Choices, others: readonly string[] = PIECES): string {
  let changed = text;
  for (let count = choices.below(4); count > 0; count -= 1) {
    const at = choices.below(changed.length + 1);
    const length = choices.below(12);
    const [before, cut, after] = [
      changed.slice(0, at),
      changed.slice(at, at + length),
      changed.slice(at + length),
    ];
    const kinds = [before + after, before + cut + cut + after, before + piece(choices) + cut + after];
    changed = choices.of([...kinds, before + choices.of(others) + after]);
  }
  return changed;
}

/** A value of JSON, of any form. */
export function someJson(choices: Choices, depth = 3): unknown {
  const kind = choices.below(depth > 0 && choices.left() ? 9 : 6);
  if (kind === 0) return null;
  if (kind === 1) return choices.below(2) === 1;
  if (kind === 2) return choices.of([0, -0, 1, -1, 1.5, 2 ** 31, -(2 ** 31) - 1, 1e21, 5e-324, 2 ** 53]);
  if (kind < 6) return someText(choices, 3);
  const items = Array.from({ length: choices.below(4) }, () => someJson(choices, depth - 1));
  return kind === 6 ? items : Object.fromEntries(items.map((item) => [someText(choices, 2), item]));
}
