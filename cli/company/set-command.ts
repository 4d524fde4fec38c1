import { companyLimits, type CompanyLimitName } from '#schema/wire/registry.ts';
import type { Database } from '#subgraphs/shared/database.ts';
import { changeSettings } from '#subgraphs/shared/registry/company-administration.ts';
import type { LimitsChange, SettingsChange } from '#subgraphs/shared/registry/company-setting-rules.ts';
import { CliError } from '../exit.ts';
import { knownCompany, tell, type Telling } from './company-commands.ts';
import { DOCUMENT_POLICIES, ON_OR_OFF, settingLines, SUGGESTION_POLICIES } from './setting-words.ts';

/** What `company set` was told; what is left out stays as it is. */
export interface SetRequest {
  readonly documentPolicy?: keyof typeof DOCUMENT_POLICIES;
  readonly introspection?: keyof typeof ON_OR_OFF;
  readonly suggestions?: keyof typeof SUGGESTION_POLICIES;
  readonly recordOperations?: keyof typeof ON_OR_OFF;
  /** `depth=12`, `requests-per-second=50`, or `depth=usual` for the gateway's own. */
  readonly limit?: readonly string[];
}

/**
 * `company set`: what a company's callers may do, from now on, at every gateway.
 *
 * @throws CliError `ARGUMENT_INVALID`, `LIMIT_UNKNOWN` or `LIMIT_INVALID`; then nothing is changed
 */
export async function companySet(
  database: Database,
  { slug, ...request }: SetRequest & { readonly slug: string },
  telling: Telling,
): Promise<void> {
  const change = readChange(request);
  if (Object.keys(change).length === 0)
    throw new CliError('ARGUMENT_INVALID', 'Say what to set: see "company set --help".');
  await changeSettings(database, slug, change);
  const card = await knownCompany(database, slug);
  tell(telling, card, settingLines(card).join('\n'));
}

/**
 * Reads `name=figure` texts.
 *
 * @throws CliError `LIMIT_UNKNOWN` for what cannot be limited, `LIMIT_INVALID` for what is no figure, or one too small or large
 */
export function readLimits(given: readonly string[]): LimitsChange {
  return Object.fromEntries(given.map(readLimit));
}

function readLimit(text: string): readonly [CompanyLimitName, number | null] {
  const [said = '', figure = '', ...more] = text.split('=');
  const name = inOneWord(said);
  const shape = Object.entries(companyLimits.shape).find(([known]) => known === name);
  if (shape === undefined) {
    const known = Object.keys(companyLimits.shape).join(', ');
    throw new CliError('LIMIT_UNKNOWN', `There is no limit "${said}". There are: ${known}.`);
  }
  const limit = name as CompanyLimitName;
  if (figure === USUAL && more.length === 0) return [limit, null];
  const read = shape[1].safeParse(/^-?\d+$/.test(figure) && more.length === 0 ? Number(figure) : figure);
  if (read.success) return [limit, read.data];
  const most = shape[1].unwrap().maxValue;
  throw new CliError(
    'LIMIT_INVALID',
    `"${text}" is no limit: give ${name}=1 to ${name}=${most ?? ''}, or ${name}=${USUAL} for the gateway's own.`,
  );
}

const USUAL = 'usual';

/** `requests-per-second` is said of `requestsPerSecond` as well. */
function inOneWord(said: string): string {
  return said.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function readChange(request: SetRequest): SettingsChange {
  const { documentPolicy, introspection, suggestions, recordOperations, limit } = request;
  return {
    ...(documentPolicy === undefined ? {} : { documentPolicy: DOCUMENT_POLICIES[documentPolicy] }),
    ...(introspection === undefined ? {} : { introspection: ON_OR_OFF[introspection] }),
    ...(suggestions === undefined ? {} : { suggestions: SUGGESTION_POLICIES[suggestions] }),
    ...(recordOperations === undefined ? {} : { recordOperations: ON_OR_OFF[recordOperations] }),
    ...(limit === undefined ? {} : { limits: readLimits(limit) }),
  };
}
