import { isCompanySlug } from '#schema/wire/ids.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import { present } from '../missing-row.ts';
import type { CallerResolvers, CompanyResolvers, QueryResolvers } from '../resolver-types.ts';
import type { CompanyRow } from './company-store.ts';

export const companyQueries: Pick<QueryResolvers, 'me' | 'company'> = {
  me: (_, __, context) => context.caller,
  company: (_, { slug }, context) => companyBySlug(slug, context),
};

export const callerResolvers: CallerResolvers = {
  company: (_, __, context) => present(context.loaders().companies.load(context.company)),
};

export const companyResolvers: CompanyResolvers = {
  __resolveReference: reference(({ slug }: { readonly slug: unknown }, context) =>
    companyBySlug(slug, context),
  ),
};

async function companyBySlug(slug: unknown, context: Context): Promise<CompanyRow | null> {
  return typeof slug === 'string' && isCompanySlug(slug) ? context.loaders().companies.load(slug) : null;
}
