import { checkSchema } from '#schema/checks/schema-check.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import type { Database } from '#subgraphs/shared/database.ts';
import { findCompany, type CompanyCard } from '#subgraphs/shared/registry/company-administration.ts';
import { publicKeyOf } from '#subgraphs/shared/registry/company-key-rules.ts';
import { changeKeys } from '#subgraphs/shared/registry/company-administration.ts';
import { registerCompanies } from '#subgraphs/shared/seed.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { keyFile, ensureKey } from '../issuer/key-store.ts';
import { createComposePool } from '../schema/check/compose-pool.ts';
import { readSdlSources } from '../schema/check/sdl-source.ts';
import { readKey } from './company-commands.ts';
import { readIssuer } from './issuer-check.ts';
import { judgeAddress, judgedFetch, type Reach } from './registered-address.ts';

/** What `company add` was told; what is left out is asked for, where there is somebody to ask. */
export interface AddRequest {
  readonly slug?: string;
  readonly name?: string;
  readonly issuer?: string;
  /** Where the issuer's keys are, when its discovery document is not to be asked. */
  readonly jwksUrl?: string;
  readonly subgraphUrl?: string;
  /** Files, folders or an address; the subgraph's own address when left out. */
  readonly sdl?: readonly string[];
  /** The company's key, when it has one; else one is made. */
  readonly key?: string;
  readonly allowPrivate: boolean;
  readonly json: boolean;
}

/** What the command takes from outside. */
export interface AddTools extends Omit<Reach, 'allowPrivate'> {
  readonly now: () => Date;
  readonly dataDir: string;
  /** Asks the person at the terminal; null where there is none. */
  readonly prompt: ((question: string, usual: string | null) => Promise<string>) | null;
}

/**
 * `company add`: takes a company into the network, step by step: its key, its issuer, its address, the check of its schema,
 * the first publish. Each step may be done again: run it anew after one that failed, or to change what was said.
 *
 * @returns 1 when its schema is refused; nothing is registered then
 * @throws CliError when a step cannot be done
 */
export async function runCompanyAdd(
  database: Database,
  request: AddRequest,
  terminal: Terminal,
  tools: AddTools,
): Promise<ExitStatus> {
  const answer = createAnswers(tools);
  const say = (text: string) => terminal.err(text);
  const reach: Reach = { ...tools, allowPrivate: request.allowPrivate };
  const slug = await answer('The company’s slug', request.slug, null);
  if (!isCompanySlug(slug)) throw new CliError('ARGUMENT_INVALID', `"${slug}" is no company's slug.`);
  const known = await findCompany(database, slug);
  if (known?.state === 'REMOVED')
    throw new CliError('COMPANY_REFUSED', `${slug} has been removed, which is for good.`);
  const name = await answer('Its name', request.name, known?.name ?? null);
  const key =
    request.key === undefined
      ? await ensureKey(tools.dataDir, `company-${slug}`)
      : await readKey(request.key);
  const keyPath = request.key ?? keyFile(tools.dataDir, `company-${slug}`);
  say(
    `1. Key: ${publicKeyOf(key).kid} in ${keyPath}. The company keeps the file; the registry gets the public half.`,
  );

  const issuer = await answer('Its issuer (the "iss" of its tokens)', request.issuer, known?.issuer ?? null);
  const { jwksUri, keys } = await readIssuer({ ...request, issuer }, reach);
  say(`2. Issuer: ${issuer}, ${keys} keys at ${jwksUri}.`);

  const subgraphUrl = await answer(
    'Its subgraph’s GraphQL address',
    request.subgraphUrl,
    known?.subgraphUrl ?? null,
  );
  await judgeAddress('The subgraph’s address', subgraphUrl, reach);
  say(`3. Subgraph: ${subgraphUrl}.`);

  const sources = request.sdl ?? [subgraphUrl];
  const asked = judgedFetch('The subgraph’s address', reach);
  const files = await readSdlSources(sources, { fetch: asked, headers: {} });
  const sdl = files.map(({ text }) => text).join('\n');
  const report = await checkFirst(slug, sdl, tools.now());
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  for (const { coordinate, message, rule } of errors)
    terminal.err(`   ERROR ${coordinate}: ${message} [${rule}]`);
  if (!report.passed) {
    say(`4. Schema: REFUSED (${errors.length} errors). Nothing is registered; mend it and run this again.`);
    return EXIT.problems;
  }
  say(`4. Schema: passed.`);

  await registerCompanies(database, [{ slug, name, issuer, jwksUri, subgraphUrl, sdl }]);
  await changeKeys(database, slug, { add: key });
  const card = await findCompany(database, slug);
  say(
    `5. Registered. Its schema is version 1, or what it has published since; its state is ${card?.state ?? ''}.`,
  );
  terminal.out(
    request.json ? JSON.stringify({ company: card, keyFile: keyPath }) : settingsText(slug, card, keyPath),
  );
  return EXIT.fine;
}

type Answers = (question: string, given: string | undefined, usual: string | null) => Promise<string>;

/** What was given; else what somebody says; else what is known already. */
function createAnswers({ prompt }: AddTools): Answers {
  return async (question, given, usual) => {
    const text = given ?? (prompt ? await prompt(question, usual) : usual) ?? '';
    const said = text.trim() === '' ? (usual ?? '') : text.trim();
    if (said === '') throw new CliError('ARGUMENT_INVALID', `${question}: not given.`);
    return said;
  };
}

async function checkFirst(company: string, sdl: string, now: Date) {
  const pool = createComposePool(1);
  try {
    return await checkSchema(
      { owner: 'company', company, sdl },
      { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies: [], documents: [] },
      { compose: pool.compose, acceptedExposures: new Set(), today: now.toISOString().slice(0, 10) },
    );
  } finally {
    await pool.close();
  }
}

/** What goes into the environment of the company's program. The gateway needs nothing: it reads the registry. */
function settingsText(slug: string, card: CompanyCard | null, key: string): string {
  return [
    `# Settings of ${slug}'s program`,
    `COMPANY=${slug}`,
    `ISSUER=${card?.issuer ?? ''}`,
    `ISSUER_JWKS_URL=${card?.jwksUri ?? ''}`,
    `SIGNING_KEY_FILE=${key}`,
    'GATEWAY_JWKS_URL=<the gateway>/.well-known/jwks.json',
    'SHARED_URL=<the shared layer>',
    'SHARED_JWKS_URL=<the shared layer>/.well-known/jwks.json',
    'DATABASE_URL=<its own database>',
    '# The gateway needs no setting: it learns of the company from the registry.',
  ].join('\n');
}
