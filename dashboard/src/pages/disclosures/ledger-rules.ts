import type { DisclosureLineFragment, DisclosureTeamsQuery } from '../../gql/graphql.ts';
import { companyNames, counted } from '../../ui/names-rules.ts';

/** A line of the ledger. */
export type Line = DisclosureLineFragment;

/** A team that the company is in. */
export type LedgerTeam = NonNullable<DisclosureTeamsQuery['teams']>['nodes'][number];

/** The companies of a team but one. */
export function othersOf(
  team: LedgerTeam | undefined,
  own: string,
): LedgerTeam['companies'][number]['company'][] {
  return (team?.companies ?? []).map(({ company }) => company).filter(({ slug }) => slug !== own);
}

/** The other companies of a team as a sentence has them. */
export function readersOf(team: LedgerTeam | undefined, own: string): string {
  return companyNames(othersOf(team, own)) || 'The other companies of the team';
}

/** Whether others read what the line stands for, or will as soon as the shared layer agrees. */
export function isOpen({ state }: Pick<Line, 'state'>): boolean {
  return state === 'ACTIVE' || state === 'PENDING';
}

/** In which way something was made visible, in words. */
export const KINDS: Readonly<Record<Line['kind'], string>> = {
  PARTICIPANT: 'Takes part in the team',
  SHARE: 'Shown by reference: read here, live',
  ESCALATION: 'Messages carried into a shared thread',
};

/** How far a line is, in words. */
export const STATES: Readonly<Record<Line['state'], string>> = {
  PENDING: 'Not visible yet: the shared layer has not answered',
  ACTIVE: 'Visible',
  REFUSED: 'Never visible: the shared layer said no',
  ENDING: 'Not readable any more; the team still shows that it was there',
  ENDED: 'Over',
};

/** Who did it. */
export function nameOf(colleague: Line['by']): string {
  if (!colleague) return 'The ledger does not say';
  return 'name' in colleague ? colleague.name : colleague.displayName;
}

/** How often a company read it: `Harbor, 3 times`. */
export function readText(count: number, name: string): string {
  return `${name}, ${counted(count, 'time')}`;
}

/** What taking it back does, sentence by sentence, before it is done. */
export function consequencesOf(line: Pick<Line, 'kind' | 'what'>, readers: string): string[] {
  const what = line.what ?? 'it';
  if (line.kind === 'SHARE')
    return [
      `${readers} can read nothing of “${what}” any more: at once, whether or not the shared layer answers.`,
      'The team still sees that something was shared, and that it was taken back.',
      'What was read before cannot be unread. Nothing is deleted here.',
    ];
  return [
    `${what} leaves the team. ${readers} can read nothing of ${what} any more: at once, whether or not the shared layer answers.`,
    'What was said in the team stays there, under the name that it was said with.',
    'To come back, it has to be brought to the team again.',
  ];
}
