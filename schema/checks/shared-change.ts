import { sha256 } from '../wire/hash.ts';
import { compositionFindings, contractFindings, unreadable } from './change-findings.ts';
import { createCompanyCheck, readCompanySdl } from './company-schema.ts';
import type { Finding } from './finding.ts';
import {
  foreignIn,
  halves,
  jointSdl,
  namesIn,
  planJointViews,
  wholeBase,
  type JointView,
  type Member,
} from './joint-views.ts';
import { lint } from './lint-rule.ts';
import { ownedNames } from './owned-names.ts';
import { splitSdl } from './realm-split.ts';
import type { CheckOptions, CheckReport, ServedNetwork } from './schema-change.ts';
import { readSdl } from './sdl-model.ts';
import { buildApi, useOf, viewChanges } from './view-changes.ts';

/**
 * Checks a change of the shared layer's SDL, which goes into every company's view: each has to hold. Views of companies
 * whose realms cannot touch each other are composed as one, see {@link splitSdl}; where that one does not compose, the view
 * to blame is found by halves.
 */
export async function checkSharedChange(
  sdl: string,
  network: ServedNetwork,
  options: CheckOptions,
): Promise<Omit<CheckReport, 'passed'>> {
  const groups = groupBySdl(network);
  const { members, findings } = readMembers(sdl, groups, network);
  const before = network.sharedSdl;
  const change: SharedChange = {
    ...{ sdl, network, options },
    served: before !== null && unreadable(before).length === 0 ? before : null,
  };
  const found = await Promise.all(planJointViews(members).map((view) => checkView(view, change)));
  return {
    findings: [
      ...lint(readSdl(sdl), { today: options.today, skip: () => false }),
      ...findings,
      ...joined(found.flat()),
    ],
    exposures: [],
    views: groups.length,
  };
}

interface SharedChange {
  readonly sdl: string;
  /** What is served now; null before there is anything. */
  readonly served: string | null;
  readonly network: ServedNetwork;
  readonly options: CheckOptions;
}

/** Stands for a company that serves the contract as it is: so that a check has a view before there is any company. */
const CONTRACT = 'any company';

/** The companies that have a view with this shared SDL, and why others have none. */
function readMembers(sharedSdl: string, groups: readonly Group[], network: ServedNetwork) {
  const { contractSdl } = network;
  const owned = ownedNames(contractSdl, [sharedSdl, network.sharedSdl ?? ''].filter(isReadable));
  const check = createCompanyCheck({ contractSdl, sharedSdl });
  const findings: Finding[] = [];
  const members = groups.flatMap(({ names, sdl }): Member[] => {
    const model = readCompanySdl(sdl);
    const read = 'types' in model;
    const verdicts = names.map((name) => ({ name, violations: read ? check(name, model) : model }));
    findings.push(...verdicts.flatMap(({ name, violations }) => contractFindings(name, violations)));
    const good = verdicts.filter(({ violations }) => violations.length === 0).map(({ name }) => name);
    return read && good.length > 0 ? [{ names: good, sdl, split: splitSdl(model, owned) }] : [];
  });
  return { members, findings };
}

function isReadable(sdl: string): boolean {
  return sdl !== '' && unreadable(sdl).length === 0;
}

interface Group {
  readonly names: string[];
  readonly sdl: string;
}

/** Companies that serve the same text have the same view. By its hash: a map takes long texts of one length for the same. */
function groupBySdl({ companies, contractSdl }: ServedNetwork): Group[] {
  const groups = new Map<string, Group>();
  for (const { company, sdl } of [{ company: CONTRACT, sdl: contractSdl }, ...companies]) {
    const hash = sha256(sdl);
    const group = groups.get(hash);
    if (group) group.names.push(company);
    else groups.set(hash, { names: [company], sdl });
  }
  return [...groups.values()];
}

async function checkView(view: JointView, change: SharedChange): Promise<Finding[]> {
  const { options, served, network } = change;
  const names = namesIn(view);
  const composed = await options.compose(change.sdl, jointSdl(view));
  if (composed.errors)
    return view.length > 1 ? findCulprits(view, change) : compositionFindings(names, composed.errors);
  if (served === null) return [];
  const use = { ...useOf(names, network, options.today), isForeign: foreignIn(view) };
  const now = { sharedSdl: served, companySdl: jointSdl(view), compose: options.compose };
  const found = await viewChanges(now, buildApi(composed.apiSdl), use);
  if (found !== null) return found;
  return view.length > 1 ? inHalves(view, change) : [];
}

/** If what they have in common does not compose, none of them does; else it is one of them. */
async function findCulprits(view: JointView, change: SharedChange): Promise<Finding[]> {
  const base = wholeBase(view);
  const composed = base === null ? null : await change.options.compose(change.sdl, base);
  if (composed?.errors) return compositionFindings(namesIn(view), composed.errors);
  return inHalves(view, change);
}

async function inHalves(view: JointView, change: SharedChange): Promise<Finding[]> {
  return (await Promise.all(halves(view).map((half) => checkView(half, change)))).flat();
}

/** The same change found in several views is one finding, as heavy as the heaviest, with all the documents it breaks. */
function joined(findings: readonly Finding[]): Finding[] {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.rule} ${finding.coordinate} ${finding.message}`;
    const other = known.get(key);
    const documents = [...new Set([...(other?.documents ?? []), ...(finding.documents ?? [])])].sort();
    const severity = other?.severity === 'error' ? other.severity : finding.severity;
    known.set(key, { ...finding, severity, ...(documents.length > 0 ? { documents } : {}) });
  }
  return [...known.values()];
}
