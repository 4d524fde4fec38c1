import { isIdOf } from '#schema/wire/ids.ts';
import { idKey, pageRequest, sequenceKey, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import { badInput } from '#subgraphs/kit/errors.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import { present } from '../missing-row.ts';
import type {
  MutationResolvers,
  QueryResolvers,
  TeamCompanyResolvers,
  TeamResolvers,
} from '../resolver-types.ts';
import { isSlug } from '#subgraphs/kit/slug-rules.ts';
import { createTeam } from './team-creation.ts';
import { readTeamBySlug, readTeams, type TeamRow } from './team-store.ts';

/** A page of teams. */
export type TeamPage = Connection<TeamRow>;

export const teamQueries: Pick<QueryResolvers, 'team' | 'teams'> = {
  async teams(_, args, context) {
    const page = pageRequest(args, idKey);
    const rows = await context.read((transaction) => readTeams(context.company, transaction, page));
    return toConnection(rows, page, idKey, (team) => team.id);
  },
  async team(_, { id, slug }, context) {
    if ((id == null) === (slug == null)) throw badInput('Give "id" or "slug", one of the two.');
    if (id != null) return teamById(id, context);
    if (slug == null || !isSlug(slug)) return null;
    return context.read((transaction) => readTeamBySlug(context.company, transaction, slug));
  },
};

export const teamMutations: Pick<MutationResolvers, 'createTeam'> = {
  async createTeam(_, { input }, context) {
    const { done, userErrors } = await createTeam(context, input);
    return { team: done, userErrors };
  },
};

export const teamResolvers: TeamResolvers = {
  __resolveReference: reference(({ id }: { readonly id: unknown }, context) => teamById(id, context)),
  companies: async (team, _, context) => [...(await context.loaders().companiesOfTeam.load(team.id))],
  participants: async (team, _, context) => [...(await context.loaders().participantsOfTeam.load(team.id))],
  async threads(team, args, context) {
    const page = pageRequest(args, sequenceKey);
    const rows = await context.loaders().threadsOfTeam.load(team.id, page);
    return toConnection(rows, page, sequenceKey, (thread) => thread.createdSequence);
  },
  thread: async (team, { slug }, context) =>
    isSlug(slug) ? context.loaders().threadBySlug(slug).load(team.id) : null,
};

export const teamCompanyResolvers: TeamCompanyResolvers = {
  company: (membership, _, context) => present(context.loaders().companies.load(membership.companySlug)),
};

async function teamById(id: unknown, context: Context): Promise<TeamRow | null> {
  return isIdOf(id, 'tem') ? context.loaders().teams.load(id) : null;
}
