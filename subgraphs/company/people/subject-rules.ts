import { patternErrors } from '#subgraphs/kit/input-rules.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';

const SUBJECT = /^[\x21-\x7e]{1,255}$/;
const RULE = 'A subject is 1 to 255 printable ASCII characters without a space.';

/** What is wrong with a subject, which is a name at the company's issuer: a token's `sub`. */
export function subjectErrors(subject: string | null | undefined): UserError[] {
  return patternErrors(subject, SUBJECT, RULE, 'subject');
}
