import type { Command } from 'commander';
import type { Terminal } from '../exit.ts';
import type { NewKeyRequest } from './new-key-command.ts';

/** Adds `key new`. */
export function addKey(program: Command, { terminal }: { readonly terminal: Terminal }): void {
  program
    .command('key')
    .description('keys that programs sign with')
    .command('new')
    .description('make a private Ed25519 key for SIGNING_KEY_FILE, and print its id')
    .requiredOption('--out <file>', 'a file that is not there yet; it is made readable by its owner alone')
    .option('--kid <id>', "the key's id; its thumbprint when left out")
    .action(async (request: NewKeyRequest) => {
      const { makeKey } = await import('./new-key-command.ts');
      terminal.out(await makeKey(request));
    });
}
