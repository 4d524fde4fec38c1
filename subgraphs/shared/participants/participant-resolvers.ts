import { isIdOf } from '#schema/wire/ids.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import { present } from '../missing-row.ts';
import type { ParticipantResolvers } from '../resolver-types.ts';

export const participantResolvers: ParticipantResolvers = {
  __resolveReference: reference(async ({ id }: { readonly id: unknown }, context) =>
    isIdOf(id, 'par') ? context.loaders().participants.load(id) : null,
  ),
  company: (participant, _, context) => present(context.loaders().companies.load(participant.companySlug)),
};
