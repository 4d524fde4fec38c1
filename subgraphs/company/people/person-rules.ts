import { patternErrors, textErrors } from '#subgraphs/kit/input-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** What a profile says of a person. */
export interface ProfileInput {
  readonly displayName?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

const NAME = { name: "A person's name", most: 200, lines: false };
const TITLE = { name: "A person's title", most: 200, lines: false };
const EMAIL = /^(?=.{3,254}$)[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+$/u;
const PHONE = /^(?=.*\d)[\d +().\-/]{1,40}$/;
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** Everything that is wrong with a profile by itself. */
export function profileErrors({ displayName, title, timeZone, email, phone }: ProfileInput): UserError[] {
  return [
    ...textErrors(displayName, NAME, 'displayName'),
    ...textErrors(title, TITLE, 'title'),
    ...timeZoneErrors(timeZone),
    ...patternErrors(email, EMAIL, 'This is no address for mail.', 'email'),
    ...patternErrors(
      phone,
      PHONE,
      'A telephone number is up to 40 digits, spaces and + ( ) - . / characters.',
      'phone',
    ),
  ];
}

/** Whether the company would have an administrator left without that person. */
export function leavesAdministrator(administrators: readonly string[], personId: string): boolean {
  return administrators.some((id) => id !== personId);
}

function timeZoneErrors(timeZone: string | null | undefined): UserError[] {
  if (timeZone == null || (ZONE_NAME.test(timeZone) && isKnownZone(timeZone))) return [];
  return [userError('INVALID_INPUT', 'This is no time zone by its IANA name.', 'timeZone')];
}

function isKnownZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
