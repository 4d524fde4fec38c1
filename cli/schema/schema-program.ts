import { Option, type Command } from 'commander';
import { CliError, type ExitStatus, type Terminal } from '../exit.ts';
import type { CheckRequest } from './check/check-command.ts';
import type { ComposeRequest } from './compose-command.ts';
import { registryTools } from './registry/registry-options.ts';
import { addSchemaRegistry } from './registry/registry-program.ts';

interface Run {
  readonly terminal: Terminal;
  readonly end: (status: ExitStatus) => void;
}

const NETWORK = [
  '--network <source>',
  'what is served now: a file as "schema fetch --network" writes it, a folder, or the shared layer\'s address; this checkout when left out',
] as const;
const KEY = [
  '--key <file>',
  "the private key that the registry is asked with, a JWK; left out: the company's, of the network of npm start",
] as const;
const HEADER = ['--header <header...>', 'sent to an address, as "name: value"'] as const;

interface ComposeCliOptions extends Partial<Omit<ComposeRequest, 'sources'>> {
  readonly write?: boolean;
  readonly check?: boolean;
}

/** Adds `schema compose`, `schema check` and the commands that ask the registry of schemas. */
export function addSchema(program: Command, { terminal, end }: Run): void {
  const schema = program.command('schema').description('compose and check the schema');
  schema
    .command('compose')
    .description(
      "print the supergraph of a company's view, as a gateway would serve it; without --company: compose the reference companies' views",
    )
    .argument('[sources...]', "the company's SDL, when it is not the one that is served")
    .option('--company <slug>', 'the company whose view it is')
    .option(...NETWORK)
    .option('--operator', 'ask the registry as the operator')
    .option(...KEY)
    .option(...HEADER)
    .option('--out <file>', 'write the supergraph to this file')
    .option('--write', 'write schema/supergraphs/<company>.graphql')
    .option('--check', 'fail when those files say something else')
    .option('--json', 'print the report as JSON')
    .action(async (sources: string[], { company, ...options }: ComposeCliOptions) => {
      if (company === undefined) {
        if (sources.length > 0 || options.network !== undefined)
          throw new CliError('ARGUMENT_INVALID', 'Say whose view it is: --company <slug>.');
        const { schemaCompose } = await import('./schema-commands.ts');
        end(schemaCompose(options, terminal));
        return;
      }
      const { runCompose } = await import('./compose-command.ts');
      end(await runCompose({ ...options, company, sources }, terminal, registryTools()));
    });
  addSchemaCheck(schema, { terminal, end });
  addSchemaRegistry(schema, { terminal, end });
}

type CheckOptions = Omit<CheckRequest, 'sources'> & { readonly json?: boolean };

function addSchemaCheck(schema: Command, { terminal, end }: Run): void {
  schema
    .command('check')
    .description(
      "check a company's schema, or the shared layer's, before it ships; of nobody's: that the views of this checkout compose and its committed supergraphs are up to date",
    )
    .argument('[sources...]', 'files, folders of .graphql files, or the address of a subgraph')
    .option('--company <slug>', 'the company whose schema it is')
    .option('--shared', "it is the shared layer's schema")
    .option(...NETWORK)
    .option(...KEY)
    .option(
      '--accept-exposure <coordinate...>',
      'fields that are meant to be newly visible to other companies',
    )
    .option(...HEADER)
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json', 'github', 'sarif']))
    .option('--json', 'the same as --format json')
    .action(async (sources: string[], { json = false, ...options }: CheckOptions) => {
      if (sources.length === 0 && options.company === undefined && !options.shared) {
        const { schemaCheck } = await import('./schema-commands.ts');
        end(schemaCheck({ json }, terminal));
        return;
      }
      const { runSchemaCheck } = await import('./check/check-command.ts');
      const tools = {
        ...registryTools(),
        now: () => new Date(),
        color: process.stdout.isTTY && !process.env['NO_COLOR'],
      };
      end(
        await runSchemaCheck({ ...(json ? { format: 'json' } : {}), ...options, sources }, terminal, tools),
      );
    });
}
