import type { Scene } from './scene.ts';

/** How a check came out. `reported` is neither good nor bad: a person is to look at it. */
export type Outcome = 'passed' | 'failed' | 'notOffered' | 'reported';

/** What a check found. `details` name what is wrong, or what was seen. */
export interface Finding {
  readonly outcome: Outcome;
  readonly details: readonly string[];
}

/** One promise of the contract. */
export interface Check {
  /** For programs; never changes. */
  readonly id: string;
  /** The promise. */
  readonly says: string;
  readonly run: (scene: Scene) => Promise<Finding>;
}

/** A check with what it found. */
export interface CheckResult extends Finding {
  readonly id: string;
  readonly says: string;
}

/** A promise is kept unless something is wrong. */
export function kept(problems: readonly string[]): Finding {
  return { outcome: problems.length === 0 ? 'passed' : 'failed', details: problems };
}

/** What a company may leave out. */
export function notOffered(what: string): Finding {
  return { outcome: 'notOffered', details: [what] };
}

/** Runs the checks one after the other: later ones look at what earlier ones did. What a check throws is its failure. */
export async function runChecks(
  checks: readonly Check[],
  scene: Scene,
  told: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { id, says, run } of checks) {
    const finding = await run(scene).catch((error: unknown) =>
      kept([`the check could not be made: ${error instanceof Error ? error.message : String(error)}`]),
    );
    results.push({ id, says, ...finding });
    told({ id, says, ...finding });
  }
  return results;
}
