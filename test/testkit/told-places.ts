import { CUSTOMER_OPS, DANA, TOMAS, type CompaniesAtWork } from './companies-at-work.ts';
import { callerOf } from './network.ts';

/** Where something is told: two threads of one team, and one of another. */
export const PLACES = ['here', 'beside', 'elsewhere'] as const;
/** See {@link PLACES}. */
export type Place = (typeof PLACES)[number];
/** The teams that those are in. */
export type ToldTeam = 'alpha' | 'beta';

/** The team of each place. */
export const TEAM_OF: Readonly<Record<Place, ToldTeam>> = {
  here: 'alpha',
  beside: 'alpha',
  elsewhere: 'beta',
};

/** A word in every text, for searching. */
export const COMMON_WORD = 'lantern';

const EMOJIS: Readonly<Record<Place, string>> = { here: '🦊', beside: '🦡', elsewhere: '🦦' };

/** What is written in a thread on every path there is, each recognisable. */
export function textsIn(place: Place) {
  const text = (of: string) => `${COMMON_WORD} ${place}-${of}`;
  return {
    title: text('title'),
    renamed: text('renamed'),
    body: text('body'),
    edited: text('edited'),
    reply: text('reply'),
    ofAgent: text('of-agent'),
    note: text('note'),
    shareNote: text('share'),
    emoji: EMOJIS[place],
  };
}

/** What is said of a team as a whole: in its card, in its roster, and in its log and its governance. */
export function textsOf(team: ToldTeam) {
  const text = (of: string) => `${COMMON_WORD} ${team}-${of}`;
  return {
    card: { name: text('name'), guest: text('guest') },
    log: { formerName: text('former-name'), reason: text('reason'), purpose: text('purpose') },
  };
}

/** Every text that is told. */
export const EVERY_TEXT: readonly string[] = [
  ...PLACES.flatMap((place) => Object.values(textsIn(place))),
  ...(['alpha', 'beta'] as const).flatMap((team) => [...cardOf(team), ...Object.values(textsOf(team).log)]),
];

/** What a reader of a thread finds in it: all but its former title, which is in the team's log alone. */
export function inThread(place: Place): string[] {
  const texts = textsIn(place);
  return Object.values(texts).filter((text) => text !== texts.title);
}

/** What a reader of one of a team's threads finds of the team. */
export function cardOf(team: ToldTeam): string[] {
  return Object.values(textsOf(team).card);
}

/** What a reader of a team finds: its log, its governance and all of its threads too. */
export function inTeam(team: ToldTeam): string[] {
  const threads = PLACES.filter((place) => TEAM_OF[place] === team);
  const said = threads.flatMap((place) => Object.values(textsIn(place)));
  return [...cardOf(team), ...Object.values(textsOf(team).log), ...said];
}

/** A thread with what is in it. */
export interface ToldThread {
  readonly id: string;
  readonly message: string;
  readonly reply: string;
  /** Said by the agent. */
  readonly ofAgent: string;
}

/** All that was told. */
export interface Told {
  readonly teams: Readonly<Record<ToldTeam, string>>;
  readonly threads: Readonly<Record<Place, ToldThread>>;
  readonly guests: Readonly<Record<ToldTeam, string>>;
  readonly invitations: Readonly<Record<ToldTeam, string>>;
}

/** Has Acme's lead share something with a team in its company's name; gives the share's id. */
export type Share = (teamId: string, note: string) => Promise<string>;

/** Tells it through the gateway; the agent of Acme takes part in both teams and speaks in all threads. */
export async function tellPlaces(network: CompaniesAtWork, share: Share): Promise<Told> {
  const [alpha, beta] = [await openTeam(network, 'alpha'), await openTeam(network, 'beta')];
  const threads = {
    here: await tell(network, share, alpha.id, 'here'),
    beside: await tell(network, share, alpha.id, 'beside'),
    elsewhere: await tell(network, share, beta.id, 'elsewhere'),
  };
  return {
    teams: { alpha: alpha.id, beta: beta.id },
    threads,
    guests: { alpha: alpha.guest, beta: beta.guest },
    invitations: { alpha: alpha.invitation, beta: beta.invitation },
  };
}

async function openTeam(network: CompaniesAtWork, team: ToldTeam) {
  const { card, log } = textsOf(team);
  const id = await network.do(DANA, 'createTeam', 'team', { name: log.formerName, slug: `told-${team}` });
  await network.join(id, TOMAS, DANA);
  const guest = await network.do(DANA, 'addParticipant', 'participant', {
    ...{ teamId: id, subject: 'guest', kind: 'PERSON', displayName: card.guest },
  });
  const { sub: subject, name: displayName } = callerOf(CUSTOMER_OPS.company, CUSTOMER_OPS.subject);
  const agent = { teamId: id, subject, kind: 'AGENT', displayName };
  await network.do(DANA, 'addParticipant', 'participant', agent);
  await network.do(DANA, 'renameTeam', 'team', { teamId: id, name: card.name });
  await network.do(DANA, 'archiveTeam', 'team', { teamId: id, reason: log.reason });
  await network.do(DANA, 'unarchiveTeam', 'team', { teamId: id });
  const asked = { teamId: id, company: 'nimbus', purpose: log.purpose };
  return { id, guest, invitation: await network.do(DANA, 'inviteCompany', 'invitation', asked) };
}

async function tell(
  network: CompaniesAtWork,
  share: Share,
  teamId: string,
  place: Place,
): Promise<ToldThread> {
  const texts = textsIn(place);
  const id = await network.do(DANA, 'createThread', 'thread', { teamId, title: texts.title });
  await network.do(DANA, 'renameThread', 'thread', { threadId: id, title: texts.renamed });
  const dana = await network.participantOf(DANA, teamId);
  const message = await network.post(TOMAS, id, texts.body, { mentionIds: [dana] });
  await network.do(TOMAS, 'editMessage', 'message', { messageId: message, body: texts.edited });
  await network.do(DANA, 'addReaction', 'message', { messageId: message, emoji: texts.emoji });
  const shareIds = [await share(teamId, texts.shareNote)];
  const reply = await network.post(DANA, id, texts.reply, { replyToId: message, shareIds });
  const ofAgent = await network.post(CUSTOMER_OPS, id, texts.ofAgent);
  await network.do(DANA, 'addNote', 'note', { threadId: id, body: texts.note });
  return { id, message, reply, ofAgent };
}
