import { pageRequest, toConnection } from '#subgraphs/kit/connection.ts';
import { isCompanySlug, isIdOf, parseId } from '#schema/wire/ids.ts';
import { may } from '../access/action-rules.ts';
import type { AgentRow } from '../agents/agent-store.ts';
import type { Context } from '../context.ts';
import type { PersonRow } from '../people/person-store.ts';
import type { Resolvers } from '../resolver-types.ts';
import { ledgerKey, ledgerKeyOf, type DisclosureRow } from './disclosure-store.ts';

/** The ledger of the workspace, and how others see the company. */
export const disclosureResolvers = {
  Workspace: {
    disclosures: async (_parent, { filter, ...args }, { actor, stores, principal }) => {
      if (!may(await actor(), 'seeDisclosures')) return null;
      const page = pageRequest(args, ledgerKey);
      const rows = await stores.disclosures.page(principal, filter ?? {}, page);
      return toConnection(rows, page, ledgerKey, ledgerKeyOf);
    },
    viewAs: async (_parent, { company, teamId }, context) => {
      if (!may(await context.actor(), 'seeDisclosures')) return null;
      const foreign = isCompanySlug(company) && company !== context.company;
      if (!foreign || !isIdOf(teamId, 'tem')) return null;
      const ids = await context.stores.disclosures.namedIds(context.principal);
      return { company, entities: await context.viewAs(company, teamId, ids) };
    },
  },
  Disclosure: {
    what: (disclosure, _args, context) => nameOf(disclosure, context),
    by: ({ byId }, _args, context) => colleague(byId, context),
    endedBy: ({ endedById }, _args, context) => colleague(endedById, context),
    revocable: ({ kind, state }) => kind !== 'ESCALATION' && ['PENDING', 'ACTIVE', 'ENDING'].includes(state),
    readCounts: ({ id }, _args, { loaders }) => loaders().readCountsOfDisclosure.load(id),
  },
} satisfies Resolvers;

async function nameOf({ targetId, title }: DisclosureRow, { loaders }: Context): Promise<string | null> {
  if (title !== null) return title;
  switch (parseId(targetId)?.kind) {
    case 'agt':
      return (await loaders().agent.load(targetId))?.name ?? null;
    case 'psn':
      return (await loaders().person.load(targetId))?.displayName ?? null;
    case 'doc':
      return (await loaders().document.load(targetId))?.title ?? null;
    default:
      return (await loaders().privateThread.load(targetId))?.title ?? null;
  }
}

async function colleague(id: string | null, { loaders }: Context): Promise<AgentRow | PersonRow | null> {
  if (id === null) return null;
  return parseId(id)?.kind === 'agt' ? loaders().agent.load(id) : loaders().person.load(id);
}
