import { ulid } from 'ulid';
import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { openRows } from '#subgraphs/shared/testing/owned-rows.ts';
import { DANA, NIMBUS_LEAD, TOMAS, type CompaniesAtWork, type Who } from './companies-at-work.ts';

/**
 * The times of a team's life. Acme founds it alone, then Harbor joins. Nimbus, by its role, is in during `during`, and
 * from `again` on.
 */
export const PHASES = ['founding', 'common', 'during', 'gap', 'again', 'after'] as const;
/** See {@link PHASES}. */
export type Phase = (typeof PHASES)[number];
/** What becomes of Nimbus: it never answers; it is removed after `during`; or it leaves then and comes back. */
export type NimbusRole = 'invited' | 'removed' | 'rejoined';

/** By phase. No two teams share one, as a caller may be in several. */
const EMOJIS: Readonly<Record<NimbusRole, readonly string[]>> = {
  invited: ['🌱', '🌿', '🌞', '🌚', '🌈', '🏁'],
  removed: ['🍎', '🍌', '🍇', '🍒', '🍋', '🍉'],
  rejoined: ['🐝', '🐞', '🐢', '🐬', '🦉', '🦋'],
};
/** A word in every text, for searching. */
export const COMMON_WORD = 'marker';

/** What is written in a phase on every path there is, each recognisable; some for all who were in, some for fewer. */
export function textsOf(role: NimbusRole, phase: Phase) {
  const text = (of: string) => `${COMMON_WORD} ${role}-${phase}-${of}`;
  return {
    body: text('body'),
    reply: text('reply'),
    edited: text('edited'),
    guest: text('guest'),
    teamName: text('team'),
    reason: text('reason'),
    emoji: EMOJIS[role][PHASES.indexOf(phase)] ?? '',
    restricted: text('restricted'),
    redacted: text('redacted'),
    shareNote: text('share'),
    escalated: text('escalated'),
    saidBy: text('elsewhere'),
    threadTitle: text('thread'),
    /** These stay: a company finds them that is in at any time after. */
    threadRenamed: text('renamed-thread'),
    newcomer: text('newcomer'),
    caseTitle: text('case'),
    /** A later text of the message of `during`. */
    lateEdit: text('late-edit'),
  };
}

/** A team with its history told, and what to look for in it. */
export interface PhasedTeam {
  readonly role: NimbusRole;
  readonly id: string;
  readonly thread: string;
  readonly restrictedThread: string;
  readonly invitation: string;
}

/** Has a company ask the shared layer in its own name; what it asks for has to be done. */
export type InItsName = (who: Who, command: CompanyCommand) => Promise<void>;

/** A team, and the way of companies to it. */
interface Told {
  readonly id: string;
  readonly inItsName: InItsName;
}

/** Tells the whole history through the gateway, and what companies ask in their own names past it. */
export async function tellPhases(
  network: CompaniesAtWork,
  role: NimbusRole,
  sharedOwnerUrl: string,
  inItsName: InItsName,
): Promise<PhasedTeam> {
  const id = await network.do(DANA, 'createTeam', 'team', { name: 'Phases', slug: `phases-${role}` });
  const thread = await network.do(DANA, 'createThread', 'thread', { teamId: id, title: 'Main' });
  const team = { role, id, thread, restrictedThread: '', invitation: '', inItsName };
  await write(network, team, 'founding');
  await network.join(id, TOMAS, DANA);
  team.restrictedThread = await openRestricted(network, id);
  await write(network, team, 'common');
  team.invitation = await bringNimbus(network, team);
  const message = await write(network, team, 'during');
  if (role === 'removed') await removeNimbus(network, id, sharedOwnerUrl);
  if (role === 'rejoined') await network.do(NIMBUS_LEAD, 'leaveTeam', 'team', { teamId: id });
  await editLate(network, team, message, 'gap');
  await write(network, team, 'gap');
  if (role === 'rejoined') await network.join(id, NIMBUS_LEAD, DANA, [TOMAS]);
  await write(network, team, 'again');
  await editLate(network, team, message, 'after');
  await write(network, team, 'after');
  return team;
}

async function openRestricted(network: CompaniesAtWork, teamId: string): Promise<string> {
  const thread = await network.do(DANA, 'createThread', 'thread', { teamId, title: 'For two' });
  const participantIds = [
    await network.participantOf(DANA, teamId),
    await network.participantOf(TOMAS, teamId),
  ];
  return network.do(DANA, 'restrictThread', 'thread', { threadId: thread, participantIds });
}

/** Writes on every path; gives the phase's message. */
async function write(
  network: CompaniesAtWork,
  team: PhasedTeam & { readonly inItsName: InItsName },
  phase: Phase,
): Promise<string> {
  const texts = textsOf(team.role, phase);
  const teamId = team.id;
  const card = { teamId, subject: `guest-${phase}`, kind: 'PERSON', displayName: texts.guest };
  const participantId = await network.do(DANA, 'addParticipant', 'participant', card);
  const shareIds = [await shareNote(team, texts.shareNote)];
  await openCase(team, texts);
  const more = { mentionIds: [participantId], shareIds };
  const message = await network.post(DANA, team.thread, texts.body, more);
  await network.post(DANA, team.thread, texts.reply, { replyToId: message });
  await network.do(DANA, 'editMessage', 'message', { messageId: message, body: texts.edited });
  await network.do(DANA, 'addReaction', 'message', { messageId: message, emoji: texts.emoji });
  const redacted = await network.post(DANA, team.thread, texts.redacted);
  await network.do(DANA, 'redactMessage', 'message', { messageId: redacted });
  if (team.restrictedThread !== '') await network.post(DANA, team.restrictedThread, texts.restricted);
  await network.do(DANA, 'addParticipant', 'participant', {
    ...card,
    subject: `newcomer-${phase}`,
    displayName: texts.newcomer,
  });
  const opened = { teamId, title: texts.threadTitle };
  const threadId = await network.do(DANA, 'createThread', 'thread', opened);
  await network.do(DANA, 'renameThread', 'thread', { threadId, title: texts.threadRenamed });
  await network.do(DANA, 'removeParticipant', 'participant', { participantId });
  await network.do(DANA, 'renameTeam', 'team', { teamId, name: texts.teamName });
  await network.do(DANA, 'archiveTeam', 'team', { teamId, reason: texts.reason });
  await network.do(DANA, 'unarchiveTeam', 'team', { teamId });
  return message;
}

async function shareNote({ id: teamId, inItsName }: Told, note: string): Promise<string> {
  const shareId = `shr_acme_${ulid()}`;
  await inItsName(DANA, {
    ...{ kind: 'createShare', shareId, teamId, note },
    ...{ targetKind: 'DOCUMENT', expiresAt: null },
  });
  return shareId;
}

async function openCase(
  { id: teamId, inItsName }: Told,
  { caseTitle: title, escalated: body, saidBy: displayName }: ReturnType<typeof textsOf>,
): Promise<void> {
  const saidBy = { displayName, kind: 'PERSON', at: '2026-03-01T08:00:00Z' } as const;
  const messages = [{ messageId: `msg_${ulid()}`, body, saidBy }];
  await inItsName(DANA, { kind: 'openThread', threadId: `thr_${ulid()}`, teamId, title, messages });
}

async function editLate(network: CompaniesAtWork, { role }: PhasedTeam, messageId: string, phase: Phase) {
  const { lateEdit, emoji } = textsOf(role, phase);
  await network.do(DANA, 'editMessage', 'message', { messageId, body: lateEdit });
  await network.do(DANA, 'addReaction', 'message', { messageId, emoji });
}

async function bringNimbus(network: CompaniesAtWork, { id: teamId, role }: PhasedTeam): Promise<string> {
  if (role !== 'invited') return network.join(teamId, NIMBUS_LEAD, DANA, [TOMAS]);
  return network.do(DANA, 'inviteCompany', 'invitation', { teamId, company: 'nimbus', purpose: 'Perhaps.' });
}

/** By consent, whose notice of 72 hours a test does not wait for: the database's owner moves it. */
async function removeNimbus(network: CompaniesAtWork, teamId: string, ownerUrl: string): Promise<void> {
  const input = { teamId, company: 'nimbus', reason: 'Its part is done.' };
  const proposalId = await network.do(DANA, 'removeCompany', 'proposal', input);
  const rows = openRows(ownerUrl);
  await rows.proposal.update({ where: { id: proposalId }, data: { notBefore: new Date(0) } });
  await rows.$disconnect();
  await network.do(TOMAS, 'consent', 'proposal', { proposalId, agree: true });
}
