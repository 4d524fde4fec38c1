import type { Command } from 'commander';
import { loadSettings } from '../config.ts';
import type { ExitStatus, Terminal } from '../exit.ts';
import type { RegistryTools } from '../schema/registry/registry-client.ts';
import type { DocumentsCommand, PushCommand } from './document-commands.ts';

const LOCAL_SHARED = 'http://127.0.0.1:4001';

function asking(command: Command): Command {
  return command
    .requiredOption('--company <slug>', 'the company whose documents they are')
    .option('--key <file>', "the company's private key, a JWK; left out: that of the network of npm start")
    .option('--shared-url <url>', "the shared layer's address", LOCAL_SHARED)
    .option('--author <name>', 'who it is that asks', process.env['USER'] ?? 'cli')
    .option('--json', 'print the answer as JSON');
}

function tools(): RegistryTools {
  return { fetch, clock: Date.now, dataDir: loadSettings().dataDir };
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
    end(await runPush({ sources, ...options }, terminal, tools()));
  });
  const list = documents.command('list').description("list a company's trusted documents");
  asking(list).action(async (options: DocumentsCommand) => {
    const { runList } = await import('./document-commands.ts');
    end(await runList(options, terminal, tools()));
  });
}
