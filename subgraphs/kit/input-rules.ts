import { textProblem, type TextRule } from './text-rules.ts';
import { userError, type UserError } from './user-error.ts';

/** What is wrong with a text of an input; nothing for one that is null or left out. */
export function textErrors(text: string | null | undefined, rule: TextRule, field: string): UserError[] {
  const problem = text == null ? null : textProblem(text, rule);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, field)];
}

/** What is wrong with a text that has to match a pattern; nothing for one that is null or left out. */
export function patternErrors(
  text: string | null | undefined,
  pattern: RegExp,
  rule: string,
  field: string,
): UserError[] {
  return text == null || pattern.test(text) ? [] : [userError('INVALID_INPUT', rule, field)];
}

/** The entries of an input that say something: those left out, undefined, are left out. */
export function given<T extends object>(input: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
