import type { Command } from 'commander';
import type { Terminal } from '../exit.ts';

interface Options {
  readonly databaseUrl?: string;
  readonly json?: boolean;
}

function ofDatabase(command: Command): Command {
  return command
    .option('--database-url <url>', 'of the role that owns the tables; MIGRATION_DATABASE_URL when left out')
    .option('--json', 'print what the backup holds as JSON');
}

/** Adds `backup` and `restore`, for the database of the shared layer or of a company. */
export function addBackup(program: Command, { terminal }: { readonly terminal: Terminal }): void {
  const backup = program
    .command('backup')
    .description("write down a program's database as it stands at one instant, while the program works on")
    .requiredOption('--out <folder>', 'a folder that is new or empty');
  ofDatabase(backup).action(async ({ json = false, ...options }: Options & { readonly out: string }) => {
    const { runBackup } = await import('./backup-commands.ts');
    await runBackup(options, process.env, { terminal, json });
  });
  const restore = program
    .command('restore')
    .description('bring a backup into an empty database')
    .argument('<folder>', 'where the backup is')
    .option('--check', 'look whether the backup is whole, and change nothing');
  ofDatabase(restore).action(
    async (
      folder: string,
      { json = false, check = false, ...options }: Options & { readonly check?: boolean },
    ) => {
      const { runRestore } = await import('./backup-commands.ts');
      await runRestore({ folder, check, ...options }, process.env, { terminal, json });
    },
  );
}
