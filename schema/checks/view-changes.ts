import { buildSchema, type GraphQLSchema } from 'graphql';
import { breakingChanges, type KnownUse } from './breaking-changes.ts';
import type { Finding } from './finding.ts';
import { isCompleteRecord } from './recorded-use.ts';
import type { ComposeApi, ServedNetwork } from './schema-change.ts';

/** A view as it is served: the two SDLs, and what composes them. */
export interface ServedView {
  readonly sharedSdl: string;
  readonly companySdl: string;
  readonly compose: ComposeApi;
}

/** What changes from a view that is served to the next; null when the served one does not compose, so that nobody has it. */
export async function viewChanges(
  { sharedSdl, companySdl, compose }: ServedView,
  after: GraphQLSchema,
  use: KnownUse,
): Promise<Finding[] | null> {
  const served = await compose(sharedSdl, companySdl);
  return served.errors ? null : breakingChanges(buildApi(served.apiSdl), after, use);
}

/** The schema that composition printed. */
export function buildApi(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true, noLocation: true });
}

/** What these companies are known to use: by registered documents, or where all of them have been recorded for long enough. */
export function useOf(names: readonly string[], network: ServedNetwork, today: string): KnownUse {
  const { documents, recorded = [], companies } = network;
  const complete = new Set(
    recorded.filter((one) => isCompleteRecord(one, today)).map(({ company }) => company),
  );
  const allRecorded = companies.length > 0 && companies.every(({ company }) => complete.has(company));
  const named = new Set(names);
  const ofThem = ({ company }: { readonly company: string }) => named.has(company);
  return {
    known: documents.length > 0 || allRecorded,
    documents: documents.filter(ofThem),
    recorded: recorded.filter(ofThem),
  };
}
