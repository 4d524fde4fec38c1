import { createLogger } from '#subgraphs/kit/logger.ts';
import { runProgram } from '#subgraphs/kit/program.ts';
import { readSharedSettings } from './config.ts';
import { startSharedSubgraph } from './shared-subgraph.ts';

await runProgram('shared', () => {
  const settings = readSharedSettings();
  const logger = createLogger('shared', settings.logLevel);
  return startSharedSubgraph(settings, { clock: Date.now, fetch, logger });
});
