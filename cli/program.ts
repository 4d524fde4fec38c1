import { Command, CommanderError, Option } from 'commander';
import { loadSettings } from './config.ts';
import { addDocuments } from './documents/documents-program.ts';
import { addBackup } from './backup/backup-program.ts';
import { addDoctor } from './doctor/doctor-program.ts';
import { addKey } from './keys/key-program.ts';
import { addCompany } from './company/company-program.ts';
import { addSchema } from './schema/schema-program.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from './exit.ts';

/** Commands are loaded when they are called: `token` must not wait for the database client. */
interface Run {
  readonly terminal: Terminal;
  /** The status to end with, 0 unless told. */
  readonly end: (status: ExitStatus) => void;
}

/** Characters in a line of a pipe or a log. */
const WIDTH_ELSEWHERE = 120;

/**
 * Runs the CLI.
 *
 * @param args what follows the program's name
 * @returns the status to end with: 0 fine, 1 problems found, 2 could not run
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.fine;
  try {
    const end = (given: ExitStatus) => (status = given);
    await cli({ terminal, end }).parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.couldNotRun;
    terminal.err(error instanceof Error ? error.message : String(error));
    return error instanceof CliError ? error.exitStatus : EXIT.couldNotRun;
  }
}

function cli(run: Run): Command {
  const program = new Command('agent-network')
    .description('A federation gateway in which many companies share one graph.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => run.terminal.out(text.trimEnd()),
      writeErr: (text) => run.terminal.err(text.trimEnd()),
    });
  addDev(program, run);
  addToken(program, run);
  addSeed(program, run);
  addSchema(program, run);
  addDocuments(program, run);
  addVerify(program, run);
  addExport(program, run);
  addKnowledge(program, run);
  addGateway(program, run);
  addCompany(program, run);
  addKey(program, run);
  addBackup(program, run);
  addDoctor(program, run);
  return program;
}

function addDev(program: Command, { terminal, end }: Run): void {
  program
    .command('dev')
    .description('start the whole network on this machine, with the reference companies')
    .action(async () => {
      const { runDev } = await import('./dev/dev-command.ts');
      const { isTTY, columns } = process.stdout;
      const width = isTTY ? columns : WIDTH_ELSEWHERE;
      end(await runDev(loadSettings(), { ...terminal, interactive: isTTY, width }));
    });
}

interface TokenOptions {
  readonly subject?: string | undefined;
  readonly credential?: string | undefined;
  readonly ttl: string;
  readonly json?: boolean;
}

async function tokenFor(
  company: string,
  { subject = '', credential, ...options }: TokenOptions,
): Promise<string> {
  if (credential === undefined) {
    const { token } = await import('./issuer/token-command.ts');
    return token({ company, subject, ...options }, loadSettings(), Date.now);
  }
  const { exchangedToken } = await import('./issuer/credential-command.ts');
  return exchangedToken({ company, credential, ...options }, loadSettings(), Date.now);
}

function addToken(program: Command, { terminal }: Run): void {
  program
    .command('token')
    .description('print a development token for a person or an agent of a reference company')
    .argument('<company>', 'for example acme')
    .argument('[subject]', 'for example project-lead')
    .option('--credential <secret>', "exchange an agent's credential at the running network's issuer instead")
    .option('--ttl <duration>', 'how long it lives: 90s, 15m, 1h, 7d', '1h')
    .option('--json', 'print { token, expiresAt }')
    .action(async (company: string, subject: string | undefined, options: TokenOptions) => {
      if ((options.credential === undefined) === (subject === undefined))
        throw new CliError('ARGUMENT_INVALID', 'Give a subject or --credential, one of the two.');
      terminal.out(await tokenFor(company, { ...options, subject }));
    });
}

function addSeed(program: Command, { terminal }: Run): void {
  program
    .command('seed')
    .description('write the reference scenario, once, into the databases named by *_DATABASE_URL')
    .option('--json', 'print what was done as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { seedGivenDatabases } = await import('./seeding/seed-command.ts');
      await seedGivenDatabases(loadSettings(), terminal, { json });
    });
}

/** Where `npm start` has the gateway listen. */
const LOCAL_GATEWAY = 'http://127.0.0.1:4000/graphql';

interface AskingOptions {
  readonly gateway: string;
  readonly token?: string;
  readonly as?: readonly string[];
}

function asking(command: Command): Command {
  return command
    .option('--gateway <url>', "the gateway's GraphQL address", LOCAL_GATEWAY)
    .option('--token <token>', 'the caller token to ask with')
    .option(
      '--as <caller...>',
      'company and subject to ask as, with a development token: --as acme project-lead',
    );
}

function addVerify(program: Command, { terminal, end }: Run): void {
  const command = program
    .command('verify')
    .description("recompute a team's log, as far as the caller may read it, or an export of it")
    .argument('[team]', "the team's id, or the caller's company's slug for it");
  asking(command)
    .option('--file <export>', 'check this export, and ask nobody')
    .option('--json', 'print the finding as JSON')
    .action(async (team: string | undefined, options: AskingOptions & { file?: string; json?: boolean }) => {
      const { runVerify } = await import('./events/verify-command.ts');
      end(await runVerify({ ...(team === undefined ? {} : { team }), ...options }, loadSettings(), terminal));
    });
}

function addExport(program: Command, { terminal }: Run): void {
  const command = program
    .command('export')
    .description("write down a team's log with its messages, as far as the caller may read it")
    .argument('<team>', "the team's id, or the caller's company's slug for it");
  asking(command)
    .addOption(
      new Option('--format <format>', 'one JSON object on each line').choices(['jsonl']).default('jsonl'),
    )
    .option('--out <file>', 'write to this file, which must not exist yet')
    .option('--json', 'with --out: print what was written as JSON')
    .action(async (team: string, options: AskingOptions & { out?: string; json?: boolean }) => {
      const { runExport } = await import('./events/export-command.ts');
      await runExport({ team, ...options }, loadSettings(), terminal);
    });
}

interface AddOptions extends AskingOptions {
  readonly source: string;
  readonly create?: boolean;
  readonly replace?: boolean;
  readonly json?: boolean;
}

function addKnowledge(program: Command, { terminal, end }: Run): void {
  const knowledge = program.command('knowledge').description("what the caller's company's agents draw on");
  const command = knowledge
    .command('add')
    .description('add files of Markdown or plain text, up to 5 MiB each, to a source of knowledge')
    .argument('<files...>', 'a document of each: its name is its name in the source')
    .requiredOption('--source <source>', "the source's title or id");
  asking(command)
    .option('--create', 'make the source when there is none of that title')
    .option('--replace', 'replace documents of the same name that have another text')
    .option('--json', 'print what was done as JSON')
    .action(async (files: string[], options: AddOptions) => {
      const { runKnowledgeAdd } = await import('./knowledge/add-command.ts');
      end(await runKnowledgeAdd({ files, ...options }, loadSettings(), terminal));
    });
}

interface GatewayOptions {
  readonly supergraph: string;
  readonly port: string;
  readonly anonymous?: boolean;
  readonly forward?: readonly string[];
}

function addGateway(program: Command, { terminal }: Run): void {
  program
    .command('gateway')
    .description(
      'serve a supergraph from a file, to anybody: no tenants, no tokens; for suites and benchmarks',
    )
    .requiredOption(
      '--supergraph <file>',
      "the supergraph's SDL; its subgraphs answer at the addresses in it",
    )
    .requiredOption('--port <port>', 'where to listen; 0 takes a free port')
    .requiredOption('--anonymous', 'that this is meant: nobody is asked who they are')
    .option('--host <address>', 'the address to listen at', '127.0.0.1')
    .option('--engine <engine>', 'compiled, or apollo for the reference', 'compiled')
    .option('--planner <planner>', 'what plans for the compiled engine: hive or apollo', 'hive')
    .option('--forward <header...>', 'request headers that subgraphs are told', ['authorization'])
    .option('--log-level <level>', 'silent, error, warn, info or debug', 'warn')
    .action(async (options: GatewayOptions) => {
      const { runStaticGateway } = await import('#gateway/static/static-command.ts');
      await runStaticGateway(options, (text) => terminal.out(text));
    });
}
