/** What the Prisma CLI asked of its schema engine, read from the command line. */
export interface EngineArguments {
  /** Schema files to load, as paths. */
  readonly datamodels: readonly string[];
  /** The database, when the command has one. */
  readonly url: string | undefined;
  /** A one-shot command (`can-connect-to-database`, `create-database`, …) instead of a conversation. */
  readonly command: string | undefined;
  readonly showVersion: boolean;
}

/** Options of the native engine that take a value which this engine has no use for. */
const IGNORED_WITH_VALUE = new Set(['--enabled-preview-features', '--extension-types']);

/** Reads the argument list that the native engine would be started with. Throws on a datasource that is not JSON. */
export function readArguments(words: readonly string[]): EngineArguments {
  const datamodels: string[] = [];
  let url: string | undefined;
  let command: string | undefined;
  let showVersion = false;
  const rest = words[Symbol.iterator]();
  for (const word of rest) {
    if (word === '--datamodels') datamodels.push(rest.next().value ?? '');
    else if (word === '--datasource') url = datasourceUrl(rest.next().value ?? '{}');
    else if (word === 'cli') command = rest.next().value;
    else if (word === '--version' || word === '-V') showVersion = true;
    else if (IGNORED_WITH_VALUE.has(word)) rest.next();
  }
  return { datamodels, url, command, showVersion };
}

function datasourceUrl(json: string): string | undefined {
  const datasource: unknown = JSON.parse(json);
  if (typeof datasource !== 'object' || datasource === null || !('url' in datasource)) return undefined;
  return typeof datasource.url === 'string' ? datasource.url : undefined;
}
