import type { DocumentMediaType } from '../../gql/graphql.ts';
import type { Outcome } from '../../data/use-change.ts';
import { messageOf } from '../../ui/outcome-rules.ts';
import { sizeText } from './workspace-rules.ts';

/** The largest text that a company's program takes as a document: 5 MiB, as the contract says. */
export const LARGEST_BYTES = 5 * 1024 * 1024;

/** Why a file was not added. */
export interface FileProblem {
  readonly kind:
    | 'too-large'
    /** It is no Markdown or plain text, by its name or by what is in it. */
    | 'wrong-type'
    /** The company's program, or the network, cannot be reached: trying again may do. */
    | 'away'
    /** Anything else, in the program's own words. */
    | 'refused';
  readonly message: string;
}

/** Where a file is on its way. */
export type FileState =
  | { readonly kind: 'waiting' }
  /** `share` of it, from 0 to 1, has left the browser. */
  | { readonly kind: 'sending'; readonly share: number }
  /** All of it is there, and is being taken in. */
  | { readonly kind: 'taken' }
  /** `isNew` is false where the same text was there under the same name. */
  | { readonly kind: 'added'; readonly isNew: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly problem: FileProblem };

const WRONG_TYPE: FileProblem = {
  kind: 'wrong-type',
  message: 'Documents are Markdown or plain text: .md, .markdown or .txt, in UTF-8.',
};
const AWAY: FileProblem = {
  kind: 'away',
  message: 'It could not be sent: your company’s program cannot be reached just now. Nothing is lost.',
};

/** The endings of names that are taken. */
export const FILE_ENDINGS: readonly string[] = ['.md', '.markdown', '.txt'];

/** What is wrong with a file before anything of it is read or sent; null when nothing is. */
export function problemOfFile({ name, size }: Pick<File, 'name' | 'size'>): FileProblem | null {
  if (!FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending))) return WRONG_TYPE;
  if (size <= LARGEST_BYTES) return null;
  const message = `A document has at most 5 MiB, ${exact(LARGEST_BYTES)} bytes; this file has ${exact(size)}.`;
  return { kind: 'too-large', message };
}

function exact(bytes: number): string {
  return bytes.toLocaleString('en');
}

/** The text in a file; null where there is none in UTF-8. */
export function textIn(bytes: ArrayBuffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** The document that a file becomes. */
export function documentOf(sourceId: string, name: string, body: string) {
  const mediaType: DocumentMediaType = name.toLowerCase().endsWith('.txt') ? 'PLAIN_TEXT' : 'MARKDOWN';
  return { sourceId, name, title: name.replace(/\.[^.]+$/, ''), mediaType, body };
}

/** What a file that is no text, or whose adding came to this, is now. */
export function stateAfter(outcome: Outcome<{ readonly added: boolean | null }> | null): FileState {
  if (outcome === null) return { kind: 'failed', problem: WRONG_TYPE };
  if (outcome.kind === 'done') return { kind: 'added', isNew: outcome.payload.added === true };
  if (
    outcome.kind === 'failed' &&
    (outcome.problem.kind === 'unavailable' || outcome.problem.kind === 'offline')
  )
    return { kind: 'failed', problem: AWAY };
  return { kind: 'failed', problem: { kind: 'refused', message: messageOf(outcome) ?? '' } };
}

/** Where a file is, for people: how much of it has been sent, in its own size. */
export function stateText(state: FileState, size: number): string {
  switch (state.kind) {
    case 'waiting':
      return `Waiting, ${sizeText(size)}`;
    case 'sending':
      return `${sizeText(Math.round(state.share * size))} of ${sizeText(size)} sent, ${percentOf(state)} %`;
    case 'taken':
      return `${sizeText(size)} sent, being taken in`;
    case 'added':
      return state.isNew ? 'Added' : 'Was there already';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return state.problem.message;
  }
}

/** How far a file is, from 0 to 100; all of it is only what has been added. */
export function percentOf(state: FileState): number {
  if (state.kind === 'sending') return Math.floor(state.share * 100);
  return state.kind === 'taken' || state.kind === 'added' ? 100 : 0;
}
