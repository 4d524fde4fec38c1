import type { HomeQuery } from '../../gql/graphql.ts';

/** Something that waits for the company of whoever is signed in. */
export interface Need {
  readonly id: string;
  readonly title: string;
  readonly detail: string | null;
  readonly href: string;
  /** RFC 3339; null for what has no end. */
  readonly until: string | null;
}

/** What needs an answer: invitations to the company, and proposals that it has not answered. */
export function needsOf({ invitations, teams }: HomeQuery, company: string): Need[] {
  const invited = (invitations ?? []).filter((invitation) => invitation.company.slug === company);
  const proposed = (teams?.nodes ?? []).flatMap((team) =>
    team.proposals
      .filter(({ state, answers }) => state === 'OPEN' && isUnanswered(answers, company))
      .map((proposal) => ({
        id: proposal.id,
        title: `${team.name}: ${TITLES[proposal.kind]}`,
        detail: proposal.reason,
        href: `/teams/${team.slug}`,
        until: null,
      })),
  );
  return [
    ...invited.map(({ id, inviter, terms, expiresAt }) => ({
      id,
      title: `${inviter.name} invites you to a shared team`,
      detail: terms.purpose,
      href: '/invitations',
      until: expiresAt,
    })),
    ...proposed,
  ];
}

type Proposal = NonNullable<HomeQuery['teams']>['nodes'][number]['proposals'][number];

const TITLES: Readonly<Record<Proposal['kind'], string>> = {
  INVITE_COMPANY: 'another company is to be invited',
  GRANT_HISTORY: 'history is to be opened to a company',
  REMOVE_COMPANY: 'a company is to be removed',
  DELETE_TEAM: 'the team is to be deleted',
};

function isUnanswered(answers: Proposal['answers'], company: string): boolean {
  return answers.some((answer) => answer.company?.slug === company && answer.agreed === null);
}
