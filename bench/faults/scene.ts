import { createIdSource, type IdSource } from '#subgraphs/kit/ids.ts';
import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import type { ScenarioTeam } from '#subgraphs/shared/seed.ts';

/** A company of the load. Its lead does all the asking. */
export interface SceneCompany {
  readonly slug: string;
  /** Whether its program is `subgraphs/company` in a process of its own; else it is `examples/nimbus`, many in one process. */
  readonly isReal: boolean;
  readonly lead: { readonly sub: string; readonly kind: 'person'; readonly name: string };
  readonly teams: readonly SceneTeam[];
  readonly privateThread: string;
  readonly scenario: CompanyScenario;
}

/** A team of two companies, with one thread. */
export interface SceneTeam {
  readonly id: string;
  readonly number: number;
  readonly thread: string;
  readonly members: readonly string[];
  readonly scenario: ScenarioTeam;
}

export interface Scene {
  readonly companies: readonly SceneCompany[];
  readonly teams: readonly SceneTeam[];
}

const AT = '2026-01-01T00:00:00.000Z';

/**
 * Marks that stand in texts, so that whoever reads a foreign one is caught: in all that is private to a company, in what it
 * has published to its teams, and in what is said in a team.
 */
export const MARK = {
  private: (slug: string) => `prv-${slug}`,
  published: (slug: string) => `pub-${slug}`,
  team: (number: number) => `tm-${number}`,
};

/** Companies in a ring: each shares a team with the one before and the one after it. */
export function createScene(count: number, real: number): Scene {
  const ids = createIdSource(() => Date.parse(AT));
  const slugs = Array.from({ length: count }, (_, number) => `c${String(number + 1).padStart(2, '0')}`);
  const agents = new Map(slugs.map((slug) => [slug, ids.company('agt', slug)]));
  const teams = slugs.map((slug, number) => teamOf(number, [slug, slugs[(number + 1) % count] ?? slug], ids));
  const companies = slugs.map((slug, number) => {
    const own = teams.filter(({ members }) => members.includes(slug));
    const privateThread = ids.company('pth', slug);
    return {
      ...{ slug, isReal: number < real, teams: own, privateThread },
      lead: { sub: 'lead', kind: 'person', name: `Lead of ${slug}` } as const,
      scenario: scenarioOf(slug, agents.get(slug) ?? '', privateThread, own, ids),
    };
  });
  return { companies, teams };
}

function teamOf(number: number, members: readonly string[], ids: IdSource): SceneTeam {
  const mark = MARK.team(number);
  const participants = members.flatMap((company) => [
    {
      ...{ id: ids.company('par', company), company, subject: 'lead', kind: 'PERSON' as const },
      ...{ displayName: `${mark} lead of ${company}`, title: null, steward: true },
    },
    {
      ...{ id: ids.company('par', company), company, subject: 'agent', kind: 'AGENT' as const },
      ...{ displayName: `${mark} agent of ${company}`, title: null, steward: false },
    },
  ]);
  const thread = {
    ...{ id: ids.shared('thr'), slug: 'talk', title: `${mark} talk`, createdAt: AT, messages: [] },
    createdBy: participants[0]?.id ?? '',
  };
  const id = ids.shared('tem');
  const scenario: ScenarioTeam = {
    ...{ id, slug: `team-${number}`, name: `${mark} team`, purpose: null, createdAt: AT },
    ...{ members, participants, threads: [thread] },
  };
  return { id, number, thread: thread.id, members, scenario };
}

function scenarioOf(
  company: string,
  agent: string,
  privateThread: string,
  teams: readonly SceneTeam[],
  ids: IdSource,
): CompanyScenario {
  const [secret, shown] = [MARK.private(company), MARK.published(company)];
  const person = ids.company('psn', company);
  const knowledge = ids.company('kno', company);
  const own = (team: SceneTeam, subject: string) =>
    team.scenario.participants.find((one) => one.company === company && one.subject === subject)?.id ?? '';
  return {
    company,
    people: [
      {
        ...{ id: person, subject: 'lead', displayName: `Lead of ${company}`, role: 'ADMIN' },
        ...{ title: null, email: null, phone: secret, timeZone: null },
      },
    ],
    agents: [
      {
        ...{
          id: agent,
          subject: 'agent',
          name: `${shown} agent`,
          purpose: `${shown} purpose`,
          skills: [shown],
        },
        ...{ status: 'ACTIVE', instructions: `${secret} instructions`, model: secret },
        ...{ knowledge: [knowledge], tools: [] },
      },
    ],
    knowledge: [
      { id: knowledge, title: `${secret} runbooks`, description: null, createdAt: AT, documents: [] },
    ],
    tools: [],
    privateThreads: [
      { id: privateThread, slug: 'internal', title: `${secret} internal`, createdAt: AT, messages: [] },
    ],
    notes: teams.map((team) => ({
      ...{ id: ids.company('nte', company), threadId: team.thread, author: person },
      ...{ body: `${secret} note`, at: AT },
    })),
    publications: teams.map((team) => ({
      ...{ participantId: own(team, 'agent'), teamId: team.id, target: agent, at: AT },
    })),
  };
}
