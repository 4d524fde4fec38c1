import { createInterface } from 'node:readline/promises';
import { Option, type Command } from 'commander';
import type { GuardedFetch } from '#gateway/transport/guarded-fetch.ts';
import type { Database } from '#subgraphs/shared/database.ts';
import { loadSettings } from '../config.ts';
import type { ExitStatus, Terminal } from '../exit.ts';
import type { AddRequest, AddTools } from './add-command.ts';
import type { CheckOptions } from './check-command.ts';
import type * as Commands from './company-commands.ts';
import type { Telling } from './company-commands.ts';
import { resolveName } from './registered-address.ts';
import type { SetRequest } from './set-command.ts';
import { DOCUMENT_POLICIES, ON_OR_OFF, SUGGESTION_POLICIES } from './setting-words.ts';

interface Run {
  readonly terminal: Terminal;
  readonly end: (status: ExitStatus) => void;
}

interface Options {
  readonly databaseUrl?: string;
  readonly json?: boolean;
}

function operating(command: Command): Command {
  return command
    .option('--database-url <url>', "the shared layer's database; SHARED_DATABASE_URL when left out")
    .option('--json', 'print the outcome as JSON');
}

type Work = (database: Database, commands: typeof Commands, telling: Telling) => Promise<void>;

async function operate({ terminal }: Run, { databaseUrl, json = false }: Options, work: Work): Promise<void> {
  const { withRegistry } = await import('./operator-database.ts');
  const commands = await import('./company-commands.ts');
  await withRegistry(databaseUrl ?? process.env['SHARED_DATABASE_URL'], (database) =>
    work(database, commands, { terminal, json }),
  );
}

/** Adds the operator's commands: who takes part in the network. They work on the shared layer's database. */
export function addCompany(program: Command, run: Run): void {
  const company = program
    .command('company')
    .description(
      'who takes part in the network, for whoever runs it; and what a company checks of its own program',
    );
  addCheck(company, run);
  addAdd(company, run);
  operating(company.command('list').description('every company')).action((options: Options) =>
    operate(run, options, (database, commands, telling) => commands.companyList(database, telling)),
  );
  operating(
    company.command('show').description('all that the registry knows of a company').argument('<slug>'),
  ).action((slug: string, options: Options) =>
    operate(run, options, (database, commands, telling) => commands.companyShow(database, slug, telling)),
  );
  for (const [word, suspended, what] of SUSPENSIONS)
    operating(company.command(word).description(what).argument('<slug>')).action(
      (slug: string, options: Options) =>
        operate(run, options, (database, commands, telling) =>
          commands.companySuspend(database, { slug, suspended }, telling),
        ),
    );
  addSet(company, run);
  addRemove(company, run);
  addKeys(company, run);
}

const SUSPENSIONS = [
  ['suspend', true, 'end its views, tokens and keys for now; its teams and history stay'],
  ['resume', false, 'let it take part again'],
] as const;

function addSet(company: Command, run: Run): void {
  const choice = (flags: string, what: string, words: object) =>
    new Option(flags, what).choices(Object.keys(words));
  const command = company
    .command('set')
    .description("set what a company's callers may do; gateways that run hear of it at once")
    .argument('<slug>')
    .addOption(choice('--document-policy <policy>', 'which documents they may send', DOCUMENT_POLICIES))
    .addOption(choice('--introspection <on-or-off>', 'whether they may ask for the schema', ON_OR_OFF))
    .addOption(
      choice('--suggestions <who>', 'who is told what a misspelt name may have meant', SUGGESTION_POLICIES),
    )
    .addOption(
      choice('--record-operations <on-or-off>', 'whether what they use of the schema is recorded', ON_OR_OFF),
    )
    .option(
      '--limit <name=figure...>',
      'what they may ask for: depth=12 requests-per-second=50; depth=usual for the usual',
    );
  operating(command).action((slug: string, options: Options & SetRequest) =>
    operate(run, options, async (database, _, telling) => {
      const { companySet } = await import('./set-command.ts');
      await companySet(database, { ...options, slug }, telling);
    }),
  );
}

function addRemove(company: Command, run: Run): void {
  const command = company
    .command('remove')
    .description('remove a company for good: it leaves its teams, and its keys are retired')
    .argument('<slug>')
    .option('--yes', 'it is meant');
  operating(command).action(
    (slug: string, { yes = false, ...options }: Options & { readonly yes?: boolean }) =>
      operate(run, options, (database, commands, telling) =>
        commands.companyRemove(database, { slug, yes, clock: Date.now }, telling),
      ),
  );
}

function addKeys(company: Command, run: Run): void {
  const key = company.command('key').description('what a company signs with when it asks in its own name');
  const add = key
    .command('add')
    .description('add a key beside those that are live')
    .argument('<slug>')
    .argument('<file>');
  operating(add).action((slug: string, file: string, options: Options) =>
    operate(run, options, (database, commands, telling) =>
      commands.companyKeyAdd(database, { slug, file }, telling),
    ),
  );
  const retire = key.command('retire').description('retire a key').argument('<slug>').argument('<kid>');
  operating(retire).action((slug: string, kid: string, options: Options) =>
    operate(run, options, (database, commands, telling) =>
      commands.companyKeyRetire(database, { slug, kid }, telling),
    ),
  );
}

type AddOptions = Options &
  Omit<AddRequest, 'slug' | 'json' | 'allowPrivate'> & { readonly allowPrivate?: boolean };

function addAdd(company: Command, { terminal, end }: Run): void {
  const command = company
    .command('add')
    .description('take a company into the network, step by step; to be run again after a step that failed')
    .argument('[slug]', 'for example acme; asked for when left out, as all that is')
    .option('--name <name>', 'its name')
    .option('--issuer <url>', 'the "iss" of its tokens')
    .option('--jwks-url <url>', "where its issuer's keys are; its discovery document says so when left out")
    .option('--subgraph-url <url>', "its subgraph's GraphQL address")
    .option(
      '--sdl <sources...>',
      'its schema: files, folders or an address; its subgraph is asked when left out',
    )
    .option('--key <file>', 'its key, when it has one; one is made when left out')
    .option('--allow-private', 'take http and private addresses: for development');
  operating(command).action(
    async (
      slug: string | undefined,
      { databaseUrl, json = false, allowPrivate = false, ...options }: AddOptions,
    ) => {
      const { withRegistry } = await import('./operator-database.ts');
      const { runCompanyAdd } = await import('./add-command.ts');
      const { createGuardedFetch } = await import('#gateway/transport/guarded-fetch.ts');
      const request = { ...options, ...(slug === undefined ? {} : { slug }), allowPrivate, json };
      const url = databaseUrl ?? process.env['SHARED_DATABASE_URL'];
      // As gateways ask it: judged again where a name leads by the time that it is connected to.
      const guarded = createGuardedFetch({ allowPrivate, maxBytes: LARGEST_SCHEMA });
      const add = (database: Database) => runCompanyAdd(database, request, terminal, addTools(guarded));
      end(await withRegistry(url, add).finally(() => guarded.close()));
    },
  );
}

/** Of the answer that a schema is read from, in bytes. */
const LARGEST_SCHEMA = 10_000_000;

function addTools(guarded: GuardedFetch): AddTools {
  const fetch: AddTools['fetch'] = (url, init) =>
    guarded.fetch(url instanceof Request ? url.url : url.toString(), init);
  const tools = { fetch, resolve: resolveName, now: () => new Date(), dataDir: loadSettings().dataDir };
  return { ...tools, prompt: process.stdin.isTTY ? prompt : null };
}

async function prompt(question: string, usual: string | null): Promise<string> {
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await line.question(usual === null ? `${question}: ` : `${question} [${usual}]: `);
  } finally {
    line.close();
  }
}

function addCheck(company: Command, { terminal, end }: Run): void {
  company
    .command('check')
    .description('check a test instance of any company subgraph against the company contract')
    .argument('<url>', 'its GraphQL address')
    .requiredOption('--company <slug>', 'the company that it serves')
    .requiredOption('--admin <subject>', 'the subject of an administrator whom it knows')
    .option(
      '--port <port>',
      "where this check plays the gateway, the shared layer and the company's issuer",
      '4090',
    )
    .option('--json', 'print the findings as JSON')
    .action(async (url: string, options: Omit<CheckOptions, 'url'>) => {
      const { runCompanyCheck } = await import('./check-command.ts');
      end(await runCompanyCheck({ url, ...options }, terminal));
    });
}
