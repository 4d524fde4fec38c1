// The offline schema engine: the same command line and conversation as Prisma's native one, the same engine underneath
// (as WebAssembly), no download.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import { openServerSession } from './database-session.ts';
import { converse, type EngineMethod } from './engine-conversation.ts';
import { migrationAdapter } from './migration-adapter.ts';
import { readArguments, type EngineArguments } from './schema-engine-arguments.ts';
import { loadWasmEngine, type WasmEngine } from './wasm-engine.ts';

const asked = readArguments(process.argv.slice(2));
if (asked.showVersion) process.stdout.write(`schema-engine-cli ${(await loadWasmEngine()).version()}\n`);
else if (asked.command !== undefined) process.exitCode = await runCommand(asked.command, asked.url);
else await converse(process.stdin, process.stdout, engineMethods(asked));

/** The engine's methods by name, on an engine that is started by the first call. */
function engineMethods({ datamodels, url }: EngineArguments): EngineMethod {
  let starting: Promise<WasmEngine> | undefined;
  return async (method, params, print) => {
    starting ??= startEngine(datamodels, url);
    const engine = await starting;
    if (method === 'evaluateDataLoss') await replayMigrations(engine, params);
    return printed(method, await callEngine(engine, method, params), print);
  };
}

async function startEngine(datamodels: readonly string[], url: string | undefined): Promise<WasmEngine> {
  const { SchemaEngine } = await loadWasmEngine();
  const files = datamodels.map((file): [string, string] => [file, readFileSync(file, 'utf8')]);
  const adapter = bindMigrationAwareSqlAdapterFactory(migrationAdapter(url));
  return SchemaEngine.new({ datamodels: files.length > 0 ? files : undefined }, () => undefined, adapter);
}

/**
 * `evaluateDataLoss` of the WASM engine (7.10.0) does not find its shadow database. It needs none when the migrations
 * have been replayed before: a diagnosis does that, and the engine remembers the outcome.
 */
async function replayMigrations(engine: WasmEngine, params: unknown): Promise<void> {
  await callEngine(engine, 'diagnoseMigrationHistory', { ...Object(params), optInToShadowDatabase: true });
}

/** The native engine prints a diff itself, the WASM one hands it back. */
function printed(method: string, result: unknown, print: (content: string) => void): unknown {
  if (method !== 'diff' || !hasText(result)) return result;
  print(result.stdout);
  return { ...result, stdout: null };
}

async function callEngine(engine: WasmEngine, method: string, params: unknown): Promise<unknown> {
  const name = method === 'getDatabaseVersion' ? 'version' : method;
  const call: unknown = Reflect.get(engine, name);
  if (typeof call !== 'function') throw new Error(`This schema engine does not know the method ${method}.`);
  const result: unknown = await Reflect.apply(call, engine, [params ?? null]);
  return result;
}

function hasText(result: unknown): result is { stdout: string } {
  return (
    typeof result === 'object' && result !== null && 'stdout' in result && typeof result.stdout === 'string'
  );
}

/** One-shot commands: exit code 0, or 1 with one line of JSON on standard error, as the native engine does. */
async function runCommand(command: string, url: string | undefined): Promise<number> {
  try {
    if (url === undefined) throw new Error('Set MIGRATION_DATABASE_URL to the database to migrate.');
    if (command === 'can-connect-to-database') await (await migrationAdapter(url).connect()).dispose();
    else if (command === 'create-database') await createDatabase(url);
    else throw new Error(`This schema engine does not know the command ${command}.`);
    return 0;
  } catch (error) {
    const fields = { message: messageOf(error), error_code: userCode(error), is_panic: false };
    const line = {
      timestamp: new Date().toISOString(),
      level: 'ERROR',
      fields,
      target: 'schema_engine::logger',
    };
    process.stderr.write(`\n${JSON.stringify(line)}\n`);
    return 1;
  }
}

async function createDatabase(url: string): Promise<void> {
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = '/postgres';
  const session = await openServerSession(server.href);
  await session.script(`CREATE DATABASE "${name.replaceAll('"', '""')}"`).finally(() => session.close());
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Prisma's public error code (https://www.prisma.io/docs/orm/reference/error-reference) for a failed connection. */
function userCode(error: unknown): string {
  const kind = error instanceof DriverAdapterError ? error.cause.kind : undefined;
  if (kind === 'DatabaseDoesNotExist') return 'P1003';
  if (kind === 'AuthenticationFailed') return 'P1000';
  return kind === 'DatabaseNotReachable' ? 'P1001' : 'P1010';
}
