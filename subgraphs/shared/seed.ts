import type { Database } from './database.ts';
import { writeCompanies, type CompanyRegistration } from './registry/registry-store.ts';
import { teamRows } from './seed-rows.ts';
import { insertSeededTeam } from './seed-store.ts';

export type { CompanyRegistration };

/** Teams to begin with. Every company in them has been registered. */
export interface SharedScenario {
  readonly teams: readonly ScenarioTeam[];
}

/** A team with all that was said in it. */
export interface ScenarioTeam {
  readonly id: string;
  /** The team's slug in each of its companies. */
  readonly slug: string;
  readonly name: string;
  readonly purpose: string | null;
  /** RFC 3339, as every time here. */
  readonly createdAt: string;
  /** Company slugs, members from the team's first change on. */
  readonly members: readonly string[];
  /** In the order in which they joined. */
  readonly participants: readonly ScenarioParticipant[];
  readonly threads: readonly ScenarioThread[];
}

/** A person or an agent of a member company. */
export interface ScenarioParticipant {
  readonly id: string;
  readonly company: string;
  /** The `sub` of its caller tokens. */
  readonly subject: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly displayName: string;
  readonly title: string | null;
  readonly steward: boolean;
}

/** A thread with its messages, oldest first. */
export interface ScenarioThread {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** A participant's id. */
  readonly createdBy: string;
  readonly createdAt: string;
  readonly messages: readonly {
    readonly id: string;
    /** A participant's id. */
    readonly author: string;
    readonly body: string;
    readonly at: string;
  }[];
}

/** Tells the registry of the companies, or what has changed of them. To be called at every start: ports may change. */
export async function registerCompanies(
  database: Database,
  companies: readonly CompanyRegistration[],
): Promise<void> {
  await writeCompanies(database, companies);
}

/** Writes the teams that are not there yet, each in one transaction; a team that exists is left as it is. */
export async function seedShared(database: Database, scenario: SharedScenario): Promise<'seeded' | 'kept'> {
  let outcome: 'seeded' | 'kept' = 'kept';
  for (const team of scenario.teams) {
    if (await insertSeededTeam(database, teamRows(team))) outcome = 'seeded';
  }
  return outcome;
}
