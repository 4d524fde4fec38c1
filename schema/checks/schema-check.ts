import { buildSchema, type GraphQLSchema } from 'graphql';
import { breakingChanges, type KnownUse } from './breaking-changes.ts';
import {
  compositionFindings,
  contractFindings,
  declaredIn,
  exposureFindings,
  unreadable,
} from './change-findings.ts';
import type { KnownDocument } from './document-use.ts';
import { boundaryReport, type Exposure } from './exposure.ts';
import { passes, type Finding } from './finding.ts';
import { lint } from './lint-rule.ts';
import { isCompleteRecord, type RecordedUse } from './recorded-use.ts';
import { readSdl } from './sdl-model.ts';

/** A company and the SDL that it serves. */
export interface CompanySdl {
  readonly company: string;
  readonly sdl: string;
}

/** The network as it is served now, as far as the check of a change has to know it. */
export interface ServedNetwork {
  readonly contractSdl: string;
  /** Null before there is any: then nothing can break. */
  readonly sharedSdl: string | null;
  readonly companies: readonly CompanySdl[];
  readonly documents: readonly KnownDocument[];
  /** What was really used; left out: nothing is known of it. */
  readonly recorded?: readonly RecordedUse[];
}

/** What is to be changed: the shared layer's SDL, or one company's. */
export type SchemaChange =
  | { readonly owner: 'shared'; readonly sdl: string }
  | { readonly owner: 'company'; readonly company: string; readonly sdl: string };

/** What composition made of two SDLs. */
export type Composed =
  | { readonly apiSdl: string; readonly errors?: undefined }
  | { readonly apiSdl?: undefined; readonly errors: readonly string[] };

/** Composes a view; the same two texts may be answered from memory. */
export type ComposeApi = (sharedSdl: string, companySdl: string) => Promise<Composed>;

/** What a check is told beside the change and the network. */
export interface CheckOptions {
  readonly compose: ComposeApi;
  /** Coordinates whose becoming visible to other companies is meant. */
  readonly acceptedExposures: ReadonlySet<string>;
  /** The day of the check, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What a check found. */
export interface CheckReport {
  readonly passed: boolean;
  readonly findings: readonly Finding[];
  /** The boundary report of the company; empty for a change of the shared layer's, which is behind no company's boundary. */
  readonly exposures: readonly Exposure[];
  /** How many different views were composed. */
  readonly views: number;
}

/** Checks a change against the network that it would go into. */
export async function checkSchema(
  change: SchemaChange,
  network: ServedNetwork,
  options: CheckOptions,
): Promise<CheckReport> {
  const unread = unreadable(change.sdl);
  if (unread.length > 0) return report(unread, [], 0);
  return change.owner === 'shared'
    ? checkShared(change.sdl, network, options)
    : checkCompany(change, network, options);
}

async function checkCompany(
  change: SchemaChange & { readonly owner: 'company' },
  network: ServedNetwork,
  options: CheckOptions,
): Promise<CheckReport> {
  const { company, sdl } = change;
  const { contractSdl } = network;
  const sharedSdl = network.sharedSdl ?? '';
  const model = readSdl(sdl);
  const before = [
    ...contractFindings({ company, companySdl: sdl, contractSdl, sharedSdl }),
    ...lint(model, { today: options.today, skip: declaredIn(contractSdl) }),
  ];
  const view = await options.compose(sharedSdl, sdl);
  if (view.errors) return report([...before, ...compositionFindings([company], view.errors)], [], 1);
  const served = network.companies.find((each) => each.company === company)?.sdl ?? null;
  const api = buildApi(view.apiSdl);
  const findings = [
    ...before,
    ...exposureFindings(model, served === null ? null : readSdl(served), options.acceptedExposures),
    ...(await changes([sharedSdl, served], api, network, [company], options)),
  ];
  return report(findings, boundaryReport(model, api), 1);
}

/** A change of the shared layer's goes into every company's view, and each has to hold. */
async function checkShared(sdl: string, network: ServedNetwork, options: CheckOptions): Promise<CheckReport> {
  const { contractSdl, companies, sharedSdl } = network;
  const before = [
    ...lint(readSdl(sdl), { today: options.today, skip: () => false }),
    ...companies.flatMap(({ company, sdl: companySdl }) =>
      contractFindings({ company, companySdl, contractSdl, sharedSdl: sdl }),
    ),
  ];
  const views = groupBySdl([{ company: CONTRACT, sdl: contractSdl }, ...companies]);
  const found = await Promise.all(
    views.map(async ({ names, sdl: own }) => {
      const view = await options.compose(sdl, own);
      if (view.errors) return compositionFindings(names, view.errors);
      return changes([sharedSdl, own], buildApi(view.apiSdl), network, names, options);
    }),
  );
  return report([...before, ...joined(found.flat())], [], views.length);
}

/** Stands for a company that serves the contract as it is: so that a check has a view before there is any company. */
const CONTRACT = 'any company';

async function changes(
  [sharedSdl, companySdl]: readonly [string | null, string | null],
  after: GraphQLSchema,
  network: ServedNetwork,
  names: readonly string[],
  { compose, today }: CheckOptions,
): Promise<Finding[]> {
  if (sharedSdl === null || companySdl === null) return [];
  const served = await compose(sharedSdl, companySdl);
  // What does not compose is not served.
  if (served.errors) return [];
  return breakingChanges(buildApi(served.apiSdl), after, useOf(names, network, today));
}

/** What these companies are known to use: by registered documents, or where all of them have been recorded for long enough. */
function useOf(names: readonly string[], network: ServedNetwork, today: string): KnownUse {
  const { documents, recorded = [], companies } = network;
  const complete = new Set(
    recorded.filter((one) => isCompleteRecord(one, today)).map(({ company }) => company),
  );
  const allRecorded = companies.length > 0 && companies.every(({ company }) => complete.has(company));
  const ofThem = ({ company }: { readonly company: string }) => names.includes(company);
  return {
    known: documents.length > 0 || allRecorded,
    documents: documents.filter(ofThem),
    recorded: recorded.filter(ofThem),
  };
}

/** Companies that serve the same text have the same view. */
function groupBySdl(companies: readonly CompanySdl[]): { names: string[]; sdl: string }[] {
  const groups = new Map<string, string[]>();
  for (const { company, sdl } of companies) groups.set(sdl, [...(groups.get(sdl) ?? []), company]);
  return [...groups].map(([sdl, names]) => ({ names, sdl }));
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

function buildApi(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true, noLocation: true });
}

function report(findings: readonly Finding[], exposures: readonly Exposure[], views: number): CheckReport {
  return { passed: passes(findings), findings, exposures, views };
}
