import { createChoices } from '#gateway/executor/compiled/testing/random-query.ts';
import type { Coverage, Reached } from './coverage.ts';
import type { OpenTarget } from './target.ts';

/** The numbers that an input is made of. */
export type Genes = readonly number[];

/** What a run came to. */
export interface Outcome {
  readonly cases: number;
  /** Blocks reached at first, by the inputs that were kept before, and at the end. */
  readonly before: number;
  readonly after: number;
  /** Inputs that reached what no earlier one had. */
  readonly kept: readonly Genes[];
  readonly failure: { readonly genes: Genes; readonly error: unknown } | null;
}

/** How many inputs are tried between two looks at the coverage: a look costs as much as hundreds of small cases. */
const BATCH = 64;
const LONGEST = 160;

/**
 * Tries inputs until the time is up. Three of four are kept ones with a few of their numbers changed; those that reach new
 * blocks are kept, so that the next begin where they got to.
 *
 * @param random numbers from 0 to 1
 */
export async function runGuided(
  target: OpenTarget,
  coverage: Coverage,
  options: {
    readonly corpus: readonly Genes[];
    readonly random: () => number;
    readonly until: () => boolean;
  },
): Promise<Outcome> {
  const seen = new Set<string>();
  const kept: Genes[] = [...options.corpus];
  const run: { cases: number; failure: Outcome['failure'] } = { cases: 0, failure: null };
  const attempt = async (genes: Genes): Promise<void> => {
    run.cases += 1;
    try {
      await target.check(createChoices(genes));
    } catch (error) {
      run.failure ??= { genes, error };
    }
  };
  const look = async (batch: readonly Genes[]): Promise<Reached> => {
    for (const genes of batch) if (run.failure === null) await attempt(genes);
    return coverage.take();
  };
  for (const one of await look(kept)) seen.add(one);
  const before = seen.size;
  while (run.failure === null && !options.until()) {
    const batch = Array.from({ length: BATCH }, () => nextInput(kept, options.random));
    if (!isNew(await look(batch), seen)) continue;
    // Which of them it was: each alone. One whose blocks depend on what ran before is found by luck alone.
    for (const genes of batch) {
      const reached = await look([genes]);
      if (isNew(reached, seen)) kept.push(genes);
      for (const one of reached) seen.add(one);
      if (options.until()) break;
    }
  }
  return { ...run, before, after: seen.size, kept };
}

function isNew(reached: Reached, seen: ReadonlySet<string>): boolean {
  for (const one of reached) if (!seen.has(one)) return true;
  return false;
}

function nextInput(kept: readonly Genes[], random: () => number): Genes {
  const below = (count: number) => Math.floor(random() * count);
  const number = () => below(10_000);
  const parent = kept[below(kept.length)];
  if (!parent || below(4) === 0) return Array.from({ length: 4 + below(LONGEST - 4) }, number);
  const genes = [...parent];
  for (let count = 1 + below(4); count > 0; count -= 1) {
    const at = below(genes.length + 1);
    const other = kept[below(kept.length)] ?? [];
    const change = below(5);
    if (change === 0) genes.splice(at, 1 + below(4));
    else if (change === 1) genes.splice(at, 0, number());
    else if (change === 2) genes.splice(at, genes.length, ...other.slice(below(other.length + 1)));
    else if (change === 3) genes.splice(at, 0, ...genes.slice(at, at + below(8)));
    else genes[at] = below(2) === 0 ? number() : (genes[at] ?? 0) + 1;
  }
  return genes.slice(0, LONGEST);
}
