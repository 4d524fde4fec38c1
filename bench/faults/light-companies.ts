/** Many companies' programs in one process, each `examples/nimbus` on a database of its own. Started with a file of their settings. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pino } from 'pino';
import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import type { Settings } from '../../examples/nimbus/config.ts';
import { seedNimbus } from '../../examples/nimbus/seed.ts';
import { startNimbus } from '../../examples/nimbus/server.ts';

/** What one of them is started with. */
export interface LightCompany {
  readonly settings: Settings;
  readonly scenario: CompanyScenario;
}

const [file = '', port = '0'] = process.argv.slice(2);
const companies = JSON.parse(readFileSync(file, 'utf8')) as LightCompany[];
const logger = pino({ name: 'light-companies', level: 'warn', base: null });
const AT_ONCE = 4;

async function startNext(): Promise<void> {
  for (let next = companies.shift(); next; next = companies.shift()) {
    await startNimbus(next.settings, { clock: Date.now, fetch, logger });
    await seedNimbus(next.settings.databaseUrl, next.scenario);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, startNext));
createServer((_, outgoing) => outgoing.end('{}')).listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
