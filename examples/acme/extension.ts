import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CompanyExtension } from '#subgraphs/company/extension.ts';
import { caseResolvers } from './case-resolvers.ts';
import { seedCases } from './case-store.ts';

/** Acme's realm: a case behind a shared thread, with what is at stake for Acme. */
export const extension: CompanyExtension = {
  typeDefs: readFileSync(new URL('realm.graphql', import.meta.url), 'utf8'),
  resolvers: caseResolvers,
  tables: { schema: 'acme_realm', directory: fileURLToPath(new URL('migrations', import.meta.url)) },
  seed: seedCases,
};
