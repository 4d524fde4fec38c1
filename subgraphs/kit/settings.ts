import type { z } from 'zod';

/** A setting is missing or bad. The message names each such variable and says what is wrong, never its value. */
export class SettingsError extends Error {
  readonly code = 'SETTINGS_INVALID';

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'SettingsError';
  }
}

/** Environment variables as a program is started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment. An empty variable counts as one that is not set.
 *
 * @throws SettingsError
 */
export function readEnvironment<Settings>(schema: z.ZodType<Settings>, environment: Environment): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? 'settings');
    return given[name] === undefined ? `${name} is not set` : `${name} is not valid: ${message}`;
  });
  throw new SettingsError([...new Set(problems)]);
}
