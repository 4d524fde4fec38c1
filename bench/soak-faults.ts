/**
 * `npm run soak:faults -- --minutes 10 [--companies 50] [--real 4] [--think-ms 1500] [--rounds 1] [--seed 1]`: the whole network under
 * load while everything fails in turn. Writes bench/FAULTS.md; ends with status 1 when anything was wrong.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS } from './faults/faults.ts';
import { faultsReport } from './faults/report.ts';
import { runFaults } from './faults/run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    companies: { type: 'string', default: '50' },
    real: { type: 'string', default: '4' },
    'think-ms': { type: 'string', default: '1500' },
    seed: { type: 'string', default: '1' },
    /** By how much slower than a quiet machine this one is. */
    slow: { type: 'string', default: '1' },
    /** How often each fault strikes; as often as there is time for when left out. */
    rounds: { type: 'string' },
    /** Only faults whose name holds this. */
    only: { type: 'string', default: '' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'FAULTS.md') },
  },
});

/** From one fault to the next at the least: what it takes on a quiet machine to strike, recover and be calm. */
const LEAST_MS = 18_000;
const chosen = FAULTS.filter(({ name }) => name.includes(values.only));
const lasts = Number(values.minutes) * 60_000;
const rounds = Number(values.rounds ?? Math.max(1, Math.floor(lasts / (chosen.length * LEAST_MS))));
const each = lasts / (rounds * chosen.length);

const result = await runFaults({
  ...{ companies: Number(values.companies), real: Number(values.real), seed: Number(values.seed) },
  faults: Array.from({ length: rounds }, () => chosen).flat(),
  holdMs: Math.min(4000, each / 3),
  // What a fault takes to be put right is not known before.
  calmMs: Math.max(500, each / 2 - 7000),
  ...{ thinkMs: Number(values['think-ms']), slow: Number(values.slow) },
  log: (line) => process.stderr.write(`${line}\n`),
});
const command = `npm run soak:faults -- --minutes ${values.minutes} --companies ${values.companies} --real ${values.real} --think-ms ${values['think-ms']} --rounds ${String(rounds)} --slow ${values.slow}`;
const report = faultsReport(result, command);
writeFileSync(values.out, report.text);
process.stdout.write(report.text);
if (!report.passed) process.stderr.write(`logs and data are kept in ${result.folder}\n`);
process.exitCode = report.passed ? 0 : 1;
