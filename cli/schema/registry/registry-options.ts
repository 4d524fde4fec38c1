import type { Command } from 'commander';
import { loadSettings } from '../../config.ts';
import type { RegistryTools } from './registry-client.ts';

/** Where `npm start` has the shared layer listen. */
const LOCAL_SHARED = 'http://127.0.0.1:4001';

/** Adds what every command needs that asks the registry in a company's name. */
export function askingRegistry(command: Command): Command {
  return command
    .option('--key <file>', "the company's private key, a JWK; left out: that of the network of npm start")
    .option('--shared-url <url>', "the shared layer's address", LOCAL_SHARED)
    .option('--author <name>', 'who it is that asks', process.env['USER'] ?? 'cli')
    .option('--json', 'print the answer as JSON');
}

/** What such a command takes from outside. */
export function registryTools(): RegistryTools {
  return { fetch, clock: Date.now, dataDir: loadSettings().dataDir };
}
