import { createHash } from 'node:crypto';
import { isStorable, textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** What a document can be given; what is left out is not judged. */
export interface DocumentInput {
  readonly title?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly body?: string | null | undefined;
}

/** The most bytes of a document's text as UTF-8: 5 MiB. */
export const LARGEST_DOCUMENT = 5_242_880;

const TITLE = { name: 'A title', most: 200, lines: false };
const NAME = { name: 'A name', most: 255, lines: false };
/** Files end their lines in either way, and are kept as they are. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** Everything that is wrong with a document's title, name and text, by themselves. */
export function documentErrors({ title, name, body }: DocumentInput): UserError[] {
  const problems = [
    ['title', title == null ? null : textProblem(title, TITLE)],
    ['name', name == null ? null : textProblem(name, NAME)],
    ['body', body == null ? null : bodyProblem(body)],
  ] as const;
  return problems.flatMap(([field, problem]) =>
    problem === null ? [] : [userError('INVALID_INPUT', problem, field)],
  );
}

function bodyProblem(body: string): string | null {
  if (Buffer.byteLength(body) > LARGEST_DOCUMENT) return 'A document has at most 5 MiB as UTF-8.';
  if (body.trim() === '') return 'A document has some text.';
  if (CONTROL.test(body)) return 'The text has control characters other than tab and the ends of lines.';
  if (!isStorable(body)) return 'The text has half of a character in it: it is not well-formed Unicode.';
  return null;
}

/** A text with its size in bytes and its hash, both as UTF-8. */
export function measured(body: string): { body: string; size: number; sha256: string } {
  return { body, size: Buffer.byteLength(body), sha256: createHash('sha256').update(body).digest('hex') };
}
