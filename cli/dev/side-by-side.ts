import type { TreeLine } from './answer-tree.ts';

/** One answer with its heading. */
export interface Column {
  readonly heading: string;
  readonly lines: readonly TreeLine[];
}

const GUTTER = { same: ' = ', other: ' | ', rule: '-+-' } as const;
const INDENT = '  ';

/**
 * Sets two answers to the same question beside each other: what has the same place stands in the same row, `=` marks
 * rows that say the same to both.
 *
 * @param width of the whole, in characters
 */
export function sideBySide(left: Column, right: Column, width: number): string {
  const columnWidth = Math.max(20, Math.floor((width - GUTTER.same.length) / 2));
  const rows = paired(left.lines, right.lines).flatMap(([one, other]) => {
    const gutter = one?.text === other?.text ? GUTTER.same : GUTTER.other;
    return row(one, other, gutter, columnWidth);
  });
  const rule = '-'.repeat(columnWidth) + GUTTER.rule + '-'.repeat(columnWidth);
  const headings = joined(left.heading, GUTTER.other, right.heading, columnWidth);
  return [headings, rule, ...rows].join('\n');
}

/** Pairs lines by place. Both sides ask in one order, so each side's own order is kept. */
function paired(left: readonly TreeLine[], right: readonly TreeLine[]) {
  const pairs: [TreeLine | undefined, TreeLine | undefined][] = [];
  const rightPlaces = new Set(right.map(({ place }) => place));
  let next = 0;
  for (const line of left) {
    if (rightPlaces.has(line.place)) {
      while (next < right.length && right[next]?.place !== line.place) pairs.push([undefined, right[next++]]);
      pairs.push([line, right[next++]]);
    } else {
      pairs.push([line, undefined]);
    }
  }
  for (const line of right.slice(next)) pairs.push([undefined, line]);
  return pairs;
}

function row(
  left: TreeLine | undefined,
  right: TreeLine | undefined,
  gutter: string,
  width: number,
): string[] {
  const [ours, theirs] = [wrapped(left, width), wrapped(right, width)];
  const height = Math.max(ours.length, theirs.length);
  return Array.from({ length: height }, (_, index) =>
    joined(ours[index] ?? '', gutter, theirs[index] ?? '', width),
  );
}

function joined(left: string, gutter: string, right: string, width: number): string {
  return `${left.padEnd(width)}${gutter}${right}`.trimEnd();
}

/** Breaks a line at spaces; what goes on is set in one step further. */
function wrapped(line: TreeLine | undefined, width: number): string[] {
  if (!line) return [];
  const first = INDENT.repeat(line.depth);
  const lines: string[] = [];
  let current = first;
  let empty = true;
  for (const word of line.text.split(' ').flatMap((whole) => pieces(whole, width - first.length - 4))) {
    if (!empty && current.length + 1 + word.length > width) {
      lines.push(current);
      current = `${first}${INDENT}`;
      empty = true;
    }
    current += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, current];
}

function pieces(word: string, width: number): string[] {
  const size = Math.max(8, width);
  return Array.from({ length: Math.max(1, Math.ceil(word.length / size)) }, (_, index) =>
    word.slice(index * size, (index + 1) * size),
  );
}
