import { isIdOf } from '#schema/wire/ids.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { Actor } from '../access/action-rules.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { enqueue } from '../outbox/outbox-store.ts';
import { bringInputErrors, nameErrors, type BringInput } from './bringing-rules.ts';
import { disclose, takeBack, type Disclosed, type Written } from './disclosing.ts';
import { keyColumns, madeBefore, takeTurns } from './idempotency.ts';
import { isLive } from './publication-rules.ts';
import {
  findPublicationByKey,
  insertPublication,
  readColleague,
  readPublications,
  updatePublications,
  type Colleague,
} from './publication-write-store.ts';

/** Brings an agent or a person of the company to a team: a line in the ledger, and a word to the shared layer. */
export function bringToTeam(context: Context, input: BringInput): Promise<Disclosed> {
  return disclose(context, 'bring', bringInputErrors(input, context.now()), (transaction, actor) =>
    writePublication(context, transaction, input, actor),
  );
}

async function writePublication(
  context: Context,
  transaction: Transaction,
  input: BringInput,
  actor: Actor,
): Promise<Written> {
  const made = await madeBefore(transaction, input, (key) => findPublicationByKey(transaction, key));
  if (made !== null) return { id: made, requestId: null };
  const whom = await findColleague(context, transaction, input);
  await refuseTwice(context, transaction, whom, input.teamId);
  const participantId = context.ids.company('par', context.company);
  const { now, expiresAt, teamId } = { ...input, now: context.now() };
  await insertPublication(transaction, {
    ...{ participantId, teamId, publishedAt: now, state: 'PENDING', publishedBy: actor.id, ...whom.column },
    ...{ expiresAt: expiresAt ?? null, ...keyColumns(input) },
  });
  const requestId = await enqueue(transaction, {
    ...{ requestId: context.ids.ulid(), actor, now },
    command: {
      ...{ kind: 'addParticipant', participantId, teamId, subject: whom.subject },
      ...{ participantKind: whom.kind, displayName: whom.displayName, title: input.title ?? null },
    },
  });
  // The door shuts by the clock; the card leaves the team then too.
  if (expiresAt != null)
    await enqueue(transaction, {
      ...{ requestId: context.ids.ulid(), actor, now, notBefore: expiresAt },
      command: { kind: 'removeParticipant', participantId },
    });
  return { id: participantId, requestId };
}

type Brought = Colleague & { readonly displayName: string };

async function findColleague(
  { company }: Context,
  transaction: Transaction,
  { agentId, personId, displayName }: BringInput,
): Promise<Brought> {
  const [field, id] = agentId == null ? ['personId', personId ?? ''] : ['agentId', agentId];
  if (!isIdOf(id, agentId == null ? 'psn' : 'agt', company)) throw missing(field);
  await takeTurns(transaction, `bring ${id}`);
  const found = await readColleague(transaction, agentId == null ? 'PERSON' : 'AGENT', id);
  if (found === null) throw missing(field);
  if (!found.present)
    throw new Refusal('CONFLICT', 'Whoever is brought to a team is still with the company.', field);
  const shown = displayName ?? found.name;
  const [problem] = nameErrors(shown);
  if (problem) throw new Refusal('INVALID_INPUT', problem.message, 'displayName');
  return { ...found, displayName: shown };
}

async function refuseTwice(
  context: Context,
  transaction: Transaction,
  { column }: Colleague,
  teamId: string,
): Promise<void> {
  const rows = await readPublications(transaction, { ...column, teamId });
  const there = rows.some((row) => row.state === 'PENDING' || isLive(row, context.now()));
  if (there) throw new Refusal('CONFLICT', 'That colleague takes part in the team already.');
}

function missing(field: string): Refusal {
  return new Refusal('NOT_FOUND', 'The company has no such agent or person.', field);
}

/** Takes a participant of the company out of its team: at once here, and in the shared layer as soon as it answers. */
export function withdrawFromTeam(context: Context, participantId: string): Promise<Disclosed> {
  return disclose(context, 'revoke', [], async (transaction, actor) => {
    await takeTurns(transaction, `end ${participantId}`);
    const ours = isIdOf(participantId, 'par', context.company);
    const lines = ours ? await readPublications(transaction, { participantId }) : [];
    if (lines.length === 0)
      throw new Refusal('NOT_FOUND', 'The company has no such participant.', 'participantId');
    return takeBack(context, transaction, {
      ...{ lines, actor, command: { kind: 'removeParticipant', participantId } },
      write: (data) => updatePublications(transaction, participantId, ['PENDING', 'ACTIVE'], data),
    });
  });
}
