import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A file as `addDocument` takes it. */
export interface DocumentFile {
  readonly name: string;
  readonly title: string;
  readonly mediaType: 'MARKDOWN' | 'PLAIN_TEXT';
  readonly body: string;
}

const MARKDOWN = /\.(md|markdown)$/i;
const FIRST_HEADING = /^ {0,3}#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/m;
const LARGEST_FILE = 5_242_880;
const LONGEST_TITLE = 200;

/** Reads a file; a text says why it cannot be a document. */
export async function readDocumentFile(file: string): Promise<DocumentFile | string> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return 'it cannot be read';
  if (bytes.length > LARGEST_FILE) return 'it has more than 5 MiB';
  const body = decode(bytes);
  return body === null ? 'it is not UTF-8' : documentOf(path.basename(file), body);
}

/** The document that a file of that name and text is. Its title is its first heading, or else its name. */
export function documentOf(name: string, body: string): DocumentFile {
  const mediaType = MARKDOWN.test(name) ? 'MARKDOWN' : 'PLAIN_TEXT';
  const heading = mediaType === 'MARKDOWN' ? FIRST_HEADING.exec(body)?.[1]?.trim() : undefined;
  const title = heading === undefined || heading === '' ? name : heading;
  return { name, title: Array.from(title).slice(0, LONGEST_TITLE).join(''), mediaType, body };
}

/** Without a byte order mark; null for what is no UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
