import { Option, type Command } from 'commander';
import { loadSettings } from '../config.ts';
import type { ExitStatus, Terminal } from '../exit.ts';
import type { DoctoredProgram } from './program-checks.ts';

interface Options {
  readonly program: DoctoredProgram;
  readonly allChains?: boolean;
  readonly json?: boolean;
}

/** Adds `doctor`. */
export function addDoctor(
  program: Command,
  { terminal, end }: { readonly terminal: Terminal; readonly end: (status: ExitStatus) => void },
): void {
  program
    .command('doctor')
    .description('look at what a program needs, in the environment that it is started with; changes nothing')
    .addOption(
      new Option('--program <program>', 'whose settings these are')
        .choices(['gateway', 'shared', 'company'])
        .makeOptionMandatory(),
    )
    .option('--all-chains', "recompute every team's log from its start, and not some of their ends")
    .option('--json', 'print the findings as JSON')
    .action(async ({ program: whose, json = false, allChains = false }: Options) => {
      const { runDoctor } = await import('./doctor-command.ts');
      const tools = { fetch, clock: Date.now, env: process.env, dataDir: loadSettings().dataDir, allChains };
      end(await runDoctor({ program: whose, json, version: process.version }, tools, terminal));
    });
}
