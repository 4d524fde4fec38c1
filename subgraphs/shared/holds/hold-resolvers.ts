import { isIdOf } from '#schema/wire/ids.ts';
import { pageRequest, sequenceKey, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import type {
  HeldTextResolvers,
  LegalHoldResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../resolver-types.ts';
import type { HeldRow } from './held-store.ts';
import { placeHold, releaseHold } from './hold-changes.ts';
import { readHoldsOf } from './hold-store.ts';

/** A page of what a hold keeps. */
export type HeldPage = Connection<HeldRow>;

export const holdQueries: Pick<QueryResolvers, 'legalHolds'> = {
  legalHolds(_, { teamId }, { company, caller, read }) {
    if (caller.kind !== 'PERSON' || (teamId != null && !isIdOf(teamId, 'tem'))) return [];
    return read((transaction) => readHoldsOf(company, transaction, caller.subject, teamId ?? null));
  },
};

export const holdMutations: Pick<MutationResolvers, 'placeLegalHold' | 'releaseLegalHold'> = {
  async placeLegalHold(_, { input }, context) {
    const { done, userErrors } = await placeHold(context, input);
    return { hold: done, userErrors };
  },
  async releaseLegalHold(_, { input }, context) {
    const { done, userErrors } = await releaseHold(context, input.holdId);
    return { hold: done, userErrors };
  },
};

export const legalHoldResolvers: LegalHoldResolvers = {
  async messages(hold, args, context) {
    const page = pageRequest(args, sequenceKey);
    const rows = await context.loaders().heldOfHold.load(hold.id, page);
    return toConnection(rows, page, sequenceKey, (held) => held.sequence);
  },
  events: async (hold, _, context) => [...(await context.loaders().eventsOfHold.load(hold.id))],
};

export const heldTextResolvers: HeldTextResolvers = {
  // JSON knows no instants.
  at: ({ at }) => new Date(at),
};
