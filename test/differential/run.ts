/** The whole differential suite: `npm run differential -- --cases 10000 --seed 1 --planner hive`; see README.md here. */
import fc from 'fast-check';
import { parseArgs } from 'node:util';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import { cases, createDifferential } from './cases.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    families: { type: 'string', default: '100' },
    planner: { type: 'string', default: 'hive' },
    /** Ends by then, with as many cases as there were. */
    seconds: { type: 'string', default: '3600' },
  },
});
const faults: string[] = [];
const planners = createPlanners(values.planner === 'apollo' ? 'apollo' : 'hive', (detail) =>
  faults.push(detail),
);
const differential = createDifferential(planners);
const seed = Number(values.seed);
const started = Date.now();
const details = await fc.check(
  fc.asyncProperty(cases(Number(values.families)), (given) => differential.check(given)),
  { numRuns: Number(values.cases), seed, interruptAfterTimeLimit: Number(values.seconds) * 1000 },
);
planners.close();
const { tally } = differential;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const list = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
say(
  `${details.failed ? details.numRuns : tally.cases} cases, seed ${seed}, planner ${values.planner}, ${details.numSkips} passed over as not valid, ${((Date.now() - started) / 1000).toFixed(0)} s`,
);
say(`asked: ${list(tally.features)}`);
say(`wrong: ${list(tally.faults)}`);
say(`the reference engine is not as specified: ${list(tally.reference)}`);
if (faults.length > 0)
  say(`faults of planners: ${faults.length}, ${[...new Set(faults)].slice(0, 5).join('; ').slice(0, 600)}`);
if (details.failed) say(`${fc.defaultReportMessage(details) ?? ''}\n${String(details.errorInstance)}`);
process.exitCode = details.failed ? 1 : 0;
