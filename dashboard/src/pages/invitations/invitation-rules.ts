import type { InvitationCardFragment } from '../../gql/graphql.ts';
import { counted } from '../../ui/names-rules.ts';

type Card = InvitationCardFragment;

/** Invitations by what the caller's company can do about them. */
export interface Sorted {
  /** To the company, open. */
  readonly waiting: readonly Card[];
  /** By the company or another of its teams, not decided yet. */
  readonly underWay: readonly Card[];
  /** Over, one way or the other. */
  readonly past: readonly Card[];
}

/** Sorts what the company may see. */
export function sorted(invitations: readonly Card[], company: string): Sorted {
  const isOpen = ({ state }: Card) => state === 'SENT' || state === 'ACCEPTED';
  const isWaiting = (card: Card) => card.state === 'SENT' && card.company.slug === company;
  return {
    waiting: invitations.filter(isWaiting),
    underWay: invitations.filter((card) => isOpen(card) && !isWaiting(card)),
    past: invitations.filter((card) => !isOpen(card)),
  };
}

/** A term of an invitation, for people: what it is about, and what was agreed. */
export interface Term {
  readonly name: string;
  readonly text: string;
}

/** What accepting means, in words. */
export function termsOf({ terms }: Pick<Card, 'terms'>): Term[] {
  return [
    { name: 'Purpose', text: terms.purpose },
    { name: 'History', text: HISTORY[terms.historyMode] },
    {
      name: 'Retention',
      text:
        terms.retentionDays === null
          ? 'Nothing is agreed about how long messages are kept.'
          : `Messages are to be kept for ${counted(terms.retentionDays, 'day')}.`,
    },
    {
      name: 'After leaving',
      text: terms.readAfterLeaving
        ? 'A company that leaves keeps reading what was said while it was in.'
        : 'A company that leaves reads nothing of the team any more.',
    },
  ];
}

/** Where an invitation stands, in words. */
export const STATES: Readonly<Record<Card['state'], string>> = {
  SENT: 'Not answered yet',
  ACCEPTED: 'Accepted; other companies of the team have still to agree',
  ACTIVE: 'Joined',
  DECLINED: 'Declined',
  REVOKED: 'Taken back',
  EXPIRED: 'Expired',
};

const HISTORY: Readonly<Record<Card['terms']['historyMode'], string>> = {
  FROM_JOIN: 'The invited company reads from its joining on, and nothing that was said before.',
};
