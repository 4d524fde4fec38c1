const CONTROL = /\p{Cc}/u;
const CONTROL_IN_LINES = /[^\P{Cc}\t\n]/u;
/** With the `u` flag a surrogate matches only where its other half is missing. */
const LONE_SURROGATE = /\p{Cs}/u;

/** What a text must be. */
export interface TextRule {
  /** How messages name it: `A team's name`. */
  readonly name: string;
  /** The most characters, counted as code points. */
  readonly most: number;
  /** Whether tab and line feed are allowed. */
  readonly lines: boolean;
}

/** Whether a text survives the way into PostgreSQL and back: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

/** What is wrong with the characters of a text; null when nothing is. */
export function characterProblem(text: string, { name, lines }: Omit<TextRule, 'most'>): string | null {
  if (LONE_SURROGATE.test(text))
    return `${name} has half of a character in it: it is not well-formed Unicode.`;
  if (lines && text.includes('\r'))
    return `${name} has carriage returns in it: end lines with a line feed alone.`;
  if (lines && CONTROL_IN_LINES.test(text))
    return `${name} has control characters other than tab and line feed.`;
  if (!lines && CONTROL.test(text)) return `${name} has control characters in it.`;
  return null;
}

/** What is wrong with a text; null when nothing is. */
export function textProblem(text: string, rule: TextRule): string | null {
  if (text.trim() === '') return `${rule.name} is blank.`;
  // Code units are never fewer than code points, so only a long text has to be counted.
  if (text.length > rule.most && (text.length > 2 * rule.most || Array.from(text).length > rule.most))
    return `${rule.name} has more than ${rule.most.toLocaleString('en')} characters.`;
  return characterProblem(text, rule);
}
