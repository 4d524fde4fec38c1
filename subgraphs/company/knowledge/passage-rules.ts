/** A part of a document's text that the search knows by itself. The parts of a document, joined, are its text. */
export interface Passage {
  /** The headings above it, from the outermost in. */
  readonly headings: readonly string[];
  readonly body: string;
}

/** Where Markdown divides a text, and where plain text does. */
export type MediaType = 'MARKDOWN' | 'PLAIN_TEXT';

/** A passage has about so many words; a heading ends it once it has `FEWEST_WORDS`. */
const MOST_WORDS = 320;
const FEWEST_WORDS = 120;
/** For scripts that are written without spaces, and what is no prose. Far below PostgreSQL's limit of 1 MB. */
const MOST_CHARACTERS = 4000;
/** Of one heading, and of how many levels: they are kept with every passage below them. */
const LONGEST_HEADING = 200;

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*\r?\n?$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const WORD = /\S+/g;
const UP_TO_SPACE = /^[^]*\s/u;

/** Lines that belong together: a paragraph with the blank lines after it, a heading, or a piece of a long paragraph. */
interface Block {
  readonly heading: { readonly level: number; readonly text: string } | null;
  readonly text: string;
  readonly words: number;
}

/**
 * Divides a document's text into passages of some hundred words: at headings where it can, between paragraphs where it
 * must, and within a paragraph that is too long by itself. A document without any text has no passage.
 */
export function passagesOf(text: string, mediaType: MediaType): Passage[] {
  const passages: { headings: readonly string[]; parts: string[]; words: number; length: number }[] = [];
  let trail: readonly string[] = [];
  for (const block of blocksOf(text, mediaType)) {
    const { heading, words } = block;
    if (heading !== null) trail = trailWith(trail, heading);
    const last = passages.at(-1);
    if (last === undefined || isFull(last, block)) {
      passages.push({ headings: trail, parts: [block.text], words, length: block.text.length });
      continue;
    }
    last.parts.push(block.text);
    last.words += words;
    last.length += block.text.length;
  }
  return passages.map(({ headings, parts }) => ({
    headings: headings.filter((heading) => heading !== ''),
    body: parts.join(''),
  }));
}

function isFull(last: { readonly words: number; readonly length: number }, block: Block): boolean {
  if (block.heading !== null && last.words >= FEWEST_WORDS) return true;
  return last.words + block.words > MOST_WORDS || last.length + block.text.length > MOST_CHARACTERS;
}

/** Levels that a text skips are empty. */
function trailWith(trail: readonly string[], { level, text }: NonNullable<Block['heading']>): string[] {
  const above = Array.from({ length: level - 1 }, (_, index) => trail[index] ?? '');
  return [...above, wholeCharacters(text.slice(0, LONGEST_HEADING))];
}

function* blocksOf(text: string, mediaType: MediaType): Generator<Block> {
  let lines: string[] = [];
  let fence: string | null = null;
  let ended = false;
  for (const line of linesOf(text)) {
    // Nearly all lines are told by their first character, without a pattern.
    const first = line.trimStart()[0];
    const heading = mediaType === 'MARKDOWN' && first === '#' && fence === null ? headingOf(line) : null;
    if (lines.length > 0 && (heading !== null || (ended && first !== undefined && fence === null))) {
      yield* pieces(lines.join(''));
      lines = [];
    }
    ended = first === undefined;
    if (heading !== null) {
      yield { heading, text: line, words: wordsIn(line) };
      continue;
    }
    if (mediaType === 'MARKDOWN' && (first === '`' || first === '~')) fence = fenceAfter(fence, line);
    lines.push(line);
  }
  if (lines.length > 0) yield* pieces(lines.join(''));
}

/** The lines of a text with their ends, so that joined they are the text. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const next = end === -1 ? text.length : end + 1;
    yield text.slice(start, next);
    start = next;
  }
}

function headingOf(line: string): Block['heading'] {
  if (line.length > MOST_CHARACTERS) return null;
  const [, marks, text] = HEADING.exec(line) ?? [];
  return marks === undefined ? null : { level: marks.length, text: text ?? '' };
}

/** The fence that is open after the line: within one nothing is a heading. It ends with as many marks, or more. */
function fenceAfter(open: string | null, line: string): string | null {
  const marks = FENCE.exec(line)?.[1];
  if (marks === undefined) return open;
  if (open === null) return marks;
  return marks.startsWith(open) ? null : open;
}

/** A paragraph as it is, or in pieces when it is too long for a passage. */
function* pieces(text: string): Generator<Block> {
  for (let rest = text; rest !== '';) {
    const piece = firstPiece(rest);
    yield { heading: null, text: piece, words: wordsIn(piece) };
    rest = rest.slice(piece.length);
  }
}

function firstPiece(text: string): string {
  const longest = text.slice(0, MOST_CHARACTERS);
  let end = longest.length;
  let words = 0;
  for (const word of longest.matchAll(WORD)) {
    words += 1;
    if (words > MOST_WORDS) {
      end = word.index;
      break;
    }
  }
  if (end === text.length || words > MOST_WORDS) return text.slice(0, end);
  return UP_TO_SPACE.exec(longest)?.[0] ?? wholeCharacters(longest);
}

/** Never half of a surrogate pair: it cannot be stored. */
function wholeCharacters(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

function wordsIn(text: string): number {
  return text.match(WORD)?.length ?? 0;
}
