import { sha256 } from '#schema/wire/hash.ts';
import { characterProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { expiryErrors, teamErrors } from './bringing-rules.ts';
import { keyErrors } from './idempotency.ts';

/** What `createShare` points at. */
export interface ShareTargetInput {
  readonly documentId?: string | null | undefined;
  readonly excerpt?: { readonly start: number; readonly end: number } | null | undefined;
  readonly privateThreadId?: string | null | undefined;
  readonly fromSequence?: number | null | undefined;
  readonly toSequence?: number | null | undefined;
  readonly agentId?: string | null | undefined;
}

/** What `createShare` is asked for. */
export interface ShareInput {
  readonly target: ShareTargetInput;
  readonly fields: readonly string[];
  readonly teamId: string;
  readonly expiresAt?: Date | null | undefined;
  readonly note?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What a share can point at. */
export type ShareTargetKind = 'DOCUMENT' | 'PRIVATE_THREAD' | 'AGENT';

/** A target as it is stored. */
export interface ShareTarget {
  readonly targetKind: ShareTargetKind;
  readonly targetId: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** Which fields of what can be shared: the closed list. What is not in it stays private, whatever is asked for. */
export const SHAREABLE: Readonly<Record<ShareTargetKind, readonly string[]>> = {
  DOCUMENT: ['TITLE', 'BODY', 'MEDIA_TYPE', 'UPDATED_AT'],
  PRIVATE_THREAD: ['TITLE', 'BODY', 'AUTHOR', 'TIME'],
  AGENT: ['NAME', 'PURPOSE', 'SKILLS', 'STATUS'],
};

const MOST_MESSAGES = 100;
const LONGEST_NOTE = 500;

/** Everything that is wrong with the input by itself. */
export function shareInputErrors(input: ShareInput, now: Date): UserError[] {
  const target = readTarget(input.target);
  if (typeof target === 'string') return [userError('INVALID_INPUT', target, 'target')];
  return [
    ...fieldErrors(input.fields, target.targetKind),
    ...teamErrors(input.teamId),
    ...expiryErrors(input.expiresAt, now),
    ...noteErrors(input.note),
    ...keyErrors(input.idempotencyKey),
  ];
}

/** Reads what is pointed at; a sentence for the person where it is not exactly one sound thing. */
export function readTarget(input: ShareTargetInput): ShareTarget | string {
  const { documentId, excerpt, privateThreadId, fromSequence, toSequence, agentId } = input;
  const given = [documentId, privateThreadId, agentId].filter((id) => id != null);
  if (given.length !== 1) return 'Give exactly one of "documentId", "privateThreadId" and "agentId".';
  const ranged = fromSequence != null || toSequence != null;
  if (excerpt != null && documentId == null) return 'An excerpt is of a document.';
  if (ranged && privateThreadId == null) return 'Sequences are of a thread.';
  if (privateThreadId != null) return readRange(privateThreadId, fromSequence, toSequence);
  if (documentId != null) return readExcerpt(documentId, excerpt);
  return { targetKind: 'AGENT', targetId: agentId ?? '', from: null, to: null };
}

function readRange(
  targetId: string,
  from: number | null | undefined,
  to: number | null | undefined,
): ShareTarget | string {
  if (from == null || to == null)
    return 'A thread is shared from one message to another: give both sequences.';
  if (from < 1 || to < from) return 'The sequences count from 1, and the first is not after the last.';
  if (to - from >= MOST_MESSAGES) return 'A share has at most 100 messages.';
  return { targetKind: 'PRIVATE_THREAD', targetId, from, to };
}

function readExcerpt(targetId: string, excerpt: ShareTargetInput['excerpt']): ShareTarget | string {
  if (excerpt == null) return { targetKind: 'DOCUMENT', targetId, from: null, to: null };
  const { start, end } = excerpt;
  if (start < 0 || end <= start) return 'An excerpt begins at 0 or later, and ends after it begins.';
  return { targetKind: 'DOCUMENT', targetId, from: start, to: end };
}

function fieldErrors(fields: readonly string[], kind: ShareTargetKind): UserError[] {
  const possible = SHAREABLE[kind];
  if (fields.length > 0 && fields.every((field) => possible.includes(field))) return [];
  return [userError('INVALID_INPUT', `Choose at least one of ${possible.join(', ')}.`, 'fields')];
}

function noteErrors(note: string | null | undefined): UserError[] {
  if (note == null) return [];
  const length = Array.from(note).length;
  const problem =
    note.trim() === '' || length > LONGEST_NOTE
      ? 'A note has 1 to 500 characters.'
      : characterProblem(note, { name: 'A note', lines: true });
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'note')];
}

/** The part of a text between two places, counted in code points; null where the text ends before. */
export function excerptOf(text: string, from: number, to: number): string | null {
  const points = Array.from(text);
  return to <= points.length ? points.slice(from, to).join('') : null;
}

/**
 * What a share shows of a document's text, given the text at its place. An excerpt is shown only while its text is the
 * one that was chosen: after an edit before it, other words would stand in its place, which nobody chose to show.
 */
export function shownText(text: string | null, excerptHash: string | null): string | null {
  return text === null || excerptHash === null || sha256(text) === excerptHash ? text : null;
}

/** Keeps of a thing what was chosen: a value for each of its shareable fields, null for those that were not. */
export function choose(fields: readonly string[]): <Value>(field: string, value: Value) => Value | null {
  return (field, value) => (fields.includes(field) ? value : null);
}
