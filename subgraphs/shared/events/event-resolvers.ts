import { isIdOf } from '#schema/wire/ids.ts';
import { pageRequest, sequenceKey, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { ChainVerificationResolvers, TeamEventResolvers, TeamResolvers } from '../resolver-types.ts';
import type { EventRow } from './event-rules.ts';

/** A page of events. */
export type EventPage = Connection<EventRow>;

export const teamEventFields: Pick<TeamResolvers, 'events' | 'verify'> = {
  async events(team, args, context) {
    const page = pageRequest(args, sequenceKey);
    const rows = await context.loaders().eventsOfTeam.load(team.id, page);
    return toConnection(rows, page, sequenceKey, (event) => event.sequence);
  },
  verify: (team, _, context) => context.loaders().chainOfTeam.load(team.id),
};

export const teamEventResolvers: TeamEventResolvers = {
  __resolveReference: reference(async ({ id }: { readonly id: unknown }, context) =>
    isIdOf(id, 'evt') ? context.loaders().events.load(id) : null,
  ),
  actor: (event, _, context) =>
    event.actorId === null ? null : context.loaders().participants.load(event.actorId),
  company: (event, _, context) =>
    event.companySlug === null ? null : context.loaders().companies.load(event.companySlug),
};

export const chainVerificationResolvers: ChainVerificationResolvers = {
  valid: (finding) => finding.firstBroken === null,
};
