import { canonicalJson } from '../events/canonical-json.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { bodyHash, sealBody, type BodySeal } from './body-seal.ts';

/** Who said something first, elsewhere, in the words of the company that says so. */
export interface SaidBy {
  readonly displayName: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly at: Date;
}

/** As readers are shown it, with the salt that they check it against the log with. */
export interface Attribution extends SaidBy {
  readonly salt: string;
}

/** An attribution as it is kept with its message. */
export interface AttributionSeal extends BodySeal {
  /** Canonical JSON of `{at displayName kind}`, the instant in UTC with milliseconds. */
  readonly text: string;
}

const DISPLAY_NAME = { name: 'A name', most: 120, lines: false };

/** What is wrong with the name of who said it. */
export function attributionErrors({ displayName }: Pick<SaidBy, 'displayName'>): UserError[] {
  const problem = textProblem(displayName, DISPLAY_NAME);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'saidBy')];
}

/** Seals an attribution for its message's event, with a salt of its own: the name of a person must not be guessed from a hash. */
export function sealAttribution(saidBy: SaidBy): AttributionSeal {
  const text = textOf(saidBy);
  return { text, ...sealBody(text) };
}

/** What the log holds of an attribution: `sha256(salt + text)`, the text as in {@link AttributionSeal}. */
export function attributionHash({ salt, ...saidBy }: Attribution): string {
  return bodyHash(salt, textOf(saidBy));
}

function textOf({ displayName, kind, at }: SaidBy): string {
  return canonicalJson({ displayName, kind, at: at.toISOString() });
}

/** Reads an attribution as it is kept. */
export function readAttribution(text: string, salt: string): Attribution {
  const { displayName, kind, at } = JSON.parse(text) as Omit<SaidBy, 'at'> & { at: string };
  return { displayName, kind, at: new Date(at), salt };
}
