/** Fuzzes: `npm run fuzz -- --target ids --minutes 5 --seed 1 [--keep]`; see README.md here. */
import fc from 'fast-check';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createChoices } from '#gateway/executor/compiled/testing/random-query.ts';
import { readCorpus, writeCorpus } from './corpus.ts';
import { startCoverage } from './coverage.ts';
import { runGuided, type Genes } from './guided.ts';
import type { OpenTarget } from './target.ts';
import { TARGETS } from './targets.ts';

const { values } = parseArgs({
  options: {
    /** Left out: each in turn. */
    target: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** Adds what reached new code to the corpus. */
    keep: { type: 'boolean', default: false },
    /** Writes the figures into bench/FUZZ.md. */
    report: { type: 'boolean', default: false },
  },
});
const said: string[] = [];
const say = (line: string) => {
  said.push(line);
  process.stdout.write(`${line}\n`);
};
const REPORT = new URL('../../bench/FUZZ.md', import.meta.url);
const LAST_RUN = /(<!-- last run -->)[^]*(<!-- until here -->)/;

/** Puts what was said in the place of the last run's figures. */
async function writeReport(): Promise<void> {
  const asked = process.argv.slice(2).join(' ');
  const head = `\`npm run fuzz -- ${asked}\`, ${new Date().toISOString().slice(0, 10)}, node ${process.versions.node}:`;
  const text = await readFile(REPORT, 'utf8');
  await writeFile(
    REPORT,
    text.replace(LAST_RUN, (_, before, after) => `${before}\n\n${head}\n\n${said.join('\n')}\n\n${after}`),
  );
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A smaller input that fails too, as fast-check finds it. */
async function shrunk(target: OpenTarget, genes: Genes): Promise<string> {
  const property = fc.asyncProperty(fc.array(fc.nat(1_000_000)), async (given) => {
    await target.check(createChoices(given));
  });
  const found = await fc.check(property, {
    examples: [[[...genes]]],
    numRuns: 1,
    interruptAfterTimeLimit: 60_000,
  });
  return `${JSON.stringify(found.counterexample?.[0] ?? genes)}\n${String(found.errorInstance)}`;
}

const asked = TARGETS.filter(({ name }) => values.target === undefined || values.target === name);
if (asked.length === 0)
  throw new Error(`no target "${values.target ?? ''}": ${TARGETS.map(({ name }) => name).join(', ')}`);
say(
  '| target | seed | minutes | cases | blocks before | blocks after | inputs kept | faults |\n|---|--:|--:|--:|--:|--:|--:|--:|',
);
for (const target of asked) {
  const open = await target.open();
  const coverage = await startCoverage();
  const end = performance.now() + Number(values.minutes) * 60_000;
  const outcome = await runGuided(open, coverage, {
    corpus: readCorpus(target.name),
    random: createRandom(Number(values.seed)),
    until: () => performance.now() > end,
  });
  coverage.stop();
  const { cases, before, after, kept, failure } = outcome;
  const figures = [cases, before, after, kept.length, failure === null ? 0 : 1];
  say(`| ${target.name} | ${values.seed} | ${values.minutes} | ${figures.join(' | ')} |`);
  if (failure) {
    say(`${target.name} fails: ${String(failure.error)}\n${await shrunk(open, failure.genes)}`);
    process.exitCode = 1;
  } else if (values.keep) await writeCorpus(target.name, kept);
  await open.close();
}
if (values.report) await writeReport();
process.exit();
