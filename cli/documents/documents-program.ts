import type { Command } from 'commander';
import type { ExitStatus, Terminal } from '../exit.ts';
import { askingRegistry, registryTools } from '../schema/registry/registry-options.ts';
import type { DocumentsCommand, PushCommand } from './document-commands.ts';

function asking(command: Command): Command {
  return askingRegistry(command.requiredOption('--company <slug>', 'the company whose documents they are'));
}

/** Adds `documents push` and `documents list`. */
export function addDocuments(
  program: Command,
  { terminal, end }: { readonly terminal: Terminal; readonly end: (status: ExitStatus) => void },
): void {
  const documents = program.command('documents').description('the documents that a company trusts');
  const push = documents
    .command('push')
    .description("register operations as a company's trusted documents")
    .argument('<sources...>', 'files or folders of .graphql files with named operations')
    .option('--client <name>', 'the program that sends them')
    .option('--client-version <version>', 'and its version');
  asking(push).action(async (sources: string[], options: Omit<PushCommand, 'sources'>) => {
    const { runPush } = await import('./document-commands.ts');
    end(await runPush({ sources, ...options }, terminal, registryTools()));
  });
  const list = documents.command('list').description("list a company's trusted documents");
  asking(list).action(async (options: DocumentsCommand) => {
    const { runList } = await import('./document-commands.ts');
    end(await runList(options, terminal, registryTools()));
  });
}
