import { createComposePool } from '#cli/schema/check/compose-pool.ts';
import { checkSchema, type SchemaChange, type ServedNetwork } from '#schema/checks/schema-check.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';

/** How long checks take in a network of 1,000 companies: `node --import tsx bench/schema-check.ts`. Figures in ADR 22. */
const COMPANIES = 1000;

/** A thousand companies that serve so many different texts: with a realm each where there are as many, and else the contract. */
function network(distinct: number): ServedNetwork {
  const companies = Array.from({ length: COMPANIES }, (_, at) => ({
    company: `c${at}`,
    sdl: `${contractSdl()}\n${distinct === COMPANIES ? realmOf(at) : `# ${at % distinct}`}`,
  }));
  return { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies, documents: [] };
}

/** A realm of everything that companies add: an entity, an enum, an input, a mutation, fields on what others own. */
function realmOf(at: number): string {
  return `
extend type Query { "Its ships." c${at}Ships(state: C${at}State, first: Int): [C${at}Ship!] @listSize(slicingArguments: ["first"]) }
extend type Mutation { "Sends one." c${at}Send(input: C${at}SendInput!): C${at}SendPayload }
extend type Workspace { "Its fleet." c${at}Fleet: [C${at}Ship!] }
extend type Thread { "The ship that it is about." c${at}Ship: C${at}Ship }
"A ship." type C${at}Ship @key(fields: "id") { "Its id." id: ID! "Its name." name: String "Its state." state: C${at}State "Since." since: DateTime "Where it is spoken of." thread: Thread }
"What a ship is at." enum C${at}State { "At sea." AT_SEA "In port." IN_PORT }
"Where to." input C${at}SendInput { "Its id." id: ID! "The port." port: String }
"What came of it." type C${at}SendPayload { "It." ship: C${at}Ship "What was wrong." userErrors: [UserError!]! }`;
}

async function measure(name: string, change: SchemaChange, served: ServedNetwork): Promise<void> {
  const pool = createComposePool();
  const [started, before] = [performance.now(), process.cpuUsage()];
  const options = { compose: pool.compose, acceptedExposures: new Set<string>(), today: '2026-11-22' };
  const report = await checkSchema(change, served, options);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { user, system } = process.cpuUsage(before);
  const cpu = ((user + system) / 1e6).toFixed(1);
  await pool.close();
  process.stdout.write(
    `${name}: ${seconds} s, ${cpu} s of processor, ${report.views} views, ${report.passed ? 'passed' : 'refused'}\n`,
  );
}

const changed = `${sharedSdl()}\nextend type Team {\n  "Measured."\n  measured: Int\n}`;
const few = network(20);
const own: SchemaChange = {
  owner: 'company',
  company: 'c1',
  sdl: `${contractSdl()}\n${realmOf(1)}`,
};
await measure("one company's change", own, few);
await measure('a shared change, 20 schemas', { owner: 'shared', sdl: changed }, few);
await measure('a shared change, 1,000 schemas', { owner: 'shared', sdl: changed }, network(COMPANIES));
