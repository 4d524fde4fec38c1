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

function realmOf(at: number): string {
  return `extend type Query {\n  "Its own."\n  c${at}Ships: Int\n}`;
}

async function measure(name: string, change: SchemaChange, served: ServedNetwork): Promise<void> {
  const pool = createComposePool();
  const started = performance.now();
  const options = { compose: pool.compose, acceptedExposures: new Set<string>(), today: '2026-11-22' };
  const report = await checkSchema(change, served, options);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  await pool.close();
  process.stdout.write(
    `${name}: ${seconds} s, ${report.views} views, ${report.passed ? 'passed' : 'refused'}\n`,
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
