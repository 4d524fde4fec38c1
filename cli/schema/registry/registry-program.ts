import type { Command } from 'commander';
import type { ExitStatus, Terminal } from '../../exit.ts';
import type { FetchCommand } from './fetch-command.ts';
import type { HistoryCommand } from './history-command.ts';
import type { PublishCommand, RollbackCommand } from './publish-command.ts';
import { askingRegistry, registryTools } from './registry-options.ts';

interface Run {
  readonly terminal: Terminal;
  readonly end: (status: ExitStatus) => void;
}

/** Adds the commands that ask the registry of schemas: publish, rollback, fetch and history. */
export function addSchemaRegistry(schema: Command, run: Run): void {
  addPublish(schema, run);
  addRollback(schema, run);
  addFetch(schema, run);
  addHistory(schema, run);
}

const ACCEPT = [
  '--accept-exposure <coordinate...>',
  'fields that are meant to be newly visible to other companies',
] as const;

function addPublish(schema: Command, { terminal, end }: Run): void {
  const command = schema
    .command('publish')
    .description(
      "have a company's schema served: it is checked by the registry, and refused if anything is wrong with it",
    )
    .argument('<sources...>', 'files, folders of .graphql files, or the address of a subgraph')
    .requiredOption('--company <slug>', 'the company whose schema it is')
    .requiredOption('--message <text>', 'what it changes')
    .option(...ACCEPT);
  askingRegistry(command).action(async (sources: string[], options: Omit<PublishCommand, 'sources'>) => {
    const { runPublish } = await import('./publish-command.ts');
    end(await runPublish({ sources, ...options }, terminal, registryTools()));
  });
}

function addRollback(schema: Command, { terminal, end }: Run): void {
  const command = schema
    .command('rollback')
    .description('have an earlier version served again: it is checked anew, and becomes a new version')
    .argument('<version>', 'its number: see "schema history"')
    .requiredOption('--company <slug>', 'the company whose schema it is')
    .option('--message <text>', 'why')
    .option(...ACCEPT);
  askingRegistry(command).action(async (version: string, options: Omit<RollbackCommand, 'version'>) => {
    const { runRollback } = await import('./publish-command.ts');
    end(await runRollback({ version, ...options }, terminal, registryTools()));
  });
}

function addFetch(schema: Command, { terminal }: Run): void {
  const command = schema
    .command('fetch')
    .description("print what is served: a company's SDL, its view, or the network as it may know it")
    .option('--company <slug>', 'the company that asks; left out: the operator')
    .option('--view <slug>', "print the schema that this company's callers see")
    .option('--network <file>', 'write what "schema check --network" needs; - for standard output');
  askingRegistry(command).action(async (options: FetchCommand) => {
    const { runFetch } = await import('./fetch-command.ts');
    await runFetch(options, terminal, registryTools());
  });
}

function addHistory(schema: Command, { terminal }: Run): void {
  const command = schema
    .command('history')
    .description('list the versions of a schema, refused ones too')
    .option('--company <slug>', 'the company that asks, of its own; left out: the operator')
    .option('--of <slug>', 'whose the operator asks for')
    .option('--shared', "the shared layer's, for the operator")
    .option('--first <count>', 'how many', '50');
  askingRegistry(command).action(async (options: HistoryCommand) => {
    const { runHistory } = await import('./history-command.ts');
    await runHistory(options, terminal, registryTools());
  });
}
