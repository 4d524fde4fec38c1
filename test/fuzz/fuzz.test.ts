import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createChoices } from '#gateway/executor/compiled/testing/random-query.ts';
import { readCorpus } from './corpus.ts';
import { TARGETS } from './targets.ts';

/** Another each time; `FUZZ_SEED` runs one again. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const inputs = fc.array(fc.nat(10_000), { maxLength: 80, size: 'max' });

/** A short run of each target: what was kept of long ones, and some fresh inputs. */
describe.each(TARGETS.map((target) => [target.name, target] as const))('fuzzing %s', (name, target) => {
  it(`finds nothing, with FUZZ_SEED=${String(seed)}`, async () => {
    const open = await target.open();
    try {
      const kept = readCorpus(name);
      expect(kept.length).toBeGreaterThan(0);
      for (const genes of kept) await open.check(createChoices(genes));
      const property = fc.asyncProperty(inputs, async (genes) => {
        await open.check(createChoices(genes));
      });
      await fc.assert(property, { numRuns: target.cases, seed });
    } finally {
      await open.close();
    }
  }, 90_000);
});
