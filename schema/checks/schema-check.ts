import type { GraphQLSchema } from 'graphql';
import {
  compositionFindings,
  contractFindings,
  declaredIn,
  exposureFindings,
  unreadable,
} from './change-findings.ts';
import { checkCompanySchema } from './company-schema.ts';
import { boundaryReport } from './exposure.ts';
import { passes, type Finding } from './finding.ts';
import { lint } from './lint-rule.ts';
import type { CheckOptions, CheckReport, SchemaChange, ServedNetwork } from './schema-change.ts';
import { gapsIn } from './recorded-use.ts';
import { readSdl } from './sdl-model.ts';
import { checkSharedChange } from './shared-change.ts';
import { buildApi, useOf, viewChanges } from './view-changes.ts';

export type {
  CheckOptions,
  CheckReport,
  CompanySdl,
  Composed,
  ComposeApi,
  SchemaChange,
  ServedNetwork,
} from './schema-change.ts';

/** Checks a change against the network that it would go into. */
export async function checkSchema(
  change: SchemaChange,
  network: ServedNetwork,
  options: CheckOptions,
): Promise<CheckReport> {
  const unread = unreadable(change.sdl);
  if (unread.length > 0) return { passed: false, findings: unread, exposures: [], views: 0 };
  const report =
    change.owner === 'shared'
      ? await checkSharedChange(change.sdl, network, options)
      : await checkCompanyChange(change, network, options);
  const ofWhom = change.owner === 'shared' ? null : change.company;
  const findings = [...report.findings, ...gapsIn(network.recorded ?? [], ofWhom)];
  return { ...report, findings, passed: passes(findings) };
}

async function checkCompanyChange(
  { company, sdl }: SchemaChange & { readonly owner: 'company' },
  network: ServedNetwork,
  options: CheckOptions,
): Promise<Omit<CheckReport, 'passed'>> {
  const { contractSdl } = network;
  const sharedSdl = network.sharedSdl ?? '';
  const model = readSdl(sdl);
  const before = [
    ...contractFindings(company, checkCompanySchema({ company, companySdl: sdl, contractSdl, sharedSdl })),
    ...lint(model, { today: options.today, skip: declaredIn(contractSdl) }),
  ];
  const view = await options.compose(sharedSdl, sdl);
  if (view.errors)
    return { findings: [...before, ...compositionFindings([company], view.errors)], exposures: [], views: 1 };
  const api = buildApi(view.apiSdl);
  const served = network.companies.find((each) => each.company === company)?.sdl ?? null;
  const findings = [
    ...before,
    ...exposureFindings(model, served === null ? null : readSdl(served), options.acceptedExposures),
    ...(await changesFrom(served, api, company, network, options)),
  ];
  return { findings, exposures: boundaryReport(model, api), views: 1 };
}

async function changesFrom(
  served: string | null,
  after: GraphQLSchema,
  company: string,
  network: ServedNetwork,
  { compose, today }: CheckOptions,
): Promise<Finding[]> {
  const { sharedSdl } = network;
  if (served === null || sharedSdl === null) return [];
  const use = useOf([company], network, today);
  return (await viewChanges({ sharedSdl, companySdl: served, compose }, after, use)) ?? [];
}
