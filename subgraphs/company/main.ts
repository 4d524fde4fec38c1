import { createLogger } from '#subgraphs/kit/logger.ts';
import { runProgram } from '#subgraphs/kit/program.ts';
import { startCompanySubgraph } from './company-subgraph.ts';
import { readSettings } from './config.ts';

await runProgram('company subgraph', () => {
  const settings = readSettings();
  const logger = createLogger(`company-${settings.company}`, settings.logLevel);
  return startCompanySubgraph(settings, { clock: Date.now, fetch, logger });
});
