import type { RegistrySnapshot } from '../context.ts';

/** Whether two registries say the same of a company, and of what all companies share. */
export type IsSame = (company: string, before: RegistrySnapshot, now: RegistrySnapshot) => boolean;

/** Looks once for all who ask of the same company and registries, one change after the other. */
export function createSameness(): IsSame {
  let known: { before: RegistrySnapshot; now: RegistrySnapshot; verdicts: Map<string, boolean> } | null =
    null;
  return (company, before, now) => {
    if (known?.before !== before || known.now !== now) known = { before, now, verdicts: new Map() };
    const { verdicts } = known;
    const verdict =
      verdicts.get(company) ?? (sharedOnceIn(verdicts, before, now) && sameOf(company, before, now));
    verdicts.set(company, verdict);
    return verdict;
  };
}

/** No company's slug. */
const ALL = '';

function sharedOnceIn(
  verdicts: Map<string, boolean>,
  before: RegistrySnapshot,
  now: RegistrySnapshot,
): boolean {
  const verdict = verdicts.get(ALL) ?? before.sharedSdl === now.sharedSdl;
  verdicts.set(ALL, verdict);
  return verdict;
}

/** A schema is named by its hash; an issuer that a second company claims is in neither's name any more. */
function sameOf(company: string, before: RegistrySnapshot, now: RegistrySnapshot): boolean {
  const row = now.companies.get(company);
  return (
    row !== undefined &&
    JSON.stringify(before.companies.get(company)) === JSON.stringify(row) &&
    now.byIssuer.get(row.issuer) === row
  );
}
