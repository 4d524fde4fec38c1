import { expect } from '@jest/globals';
import type { CompanySettings } from '../company-subgraph.ts';
import { openDatabase, type Database } from '../database.ts';
import { ACME, testId } from './acme-scenario.ts';
import { all, startTestCompany, type Headers, type TestCompany } from './test-company.ts';

/** What a write answered. */
export interface Payload {
  readonly userErrors: readonly { code: string; path: string[] | null; message: string }[];
  readonly [thing: string]: unknown;
}

/** Acme's subgraph with an administrator, a member, agents at work and a paused one, and ways to write as each. */
export interface StaffedCompany extends TestCompany {
  readonly db: Database;
  /** Headers of an own caller. */
  as(sub: string, kind?: 'person' | 'agent'): Promise<Headers>;
  admin(): Promise<Headers>;
  member(): Promise<Headers>;
  /** Carries out one mutation and selects so much of its payload; null when the caller finds none. */
  change(headers: Promise<Headers>, name: string, input: object, select?: string): Promise<Payload>;
}

/** Selections of what writes answer. */
export const SELECT = {
  agent: `agent { id subject name status skills instructions tools { id } knowledge { id }
    permissions { shared { read post } knowledgeIds privateThreads { read post } } }`,
  person: 'person { id subject displayName role status timeZone phone }',
  tool: 'tool { id name inputSchema endpoint hasSecret }',
  errors: 'userErrors { code path message }',
} as const;

const STAFFED = {
  ...ACME,
  people: ACME.people.map((person) =>
    person.id === testId('psn', 'HDDN') ? { ...person, role: 'MEMBER' as const } : person,
  ),
  agents: ACME.agents.map((agent) =>
    agent.id === testId('agt', 'AAWAY') ? { ...agent, status: 'PAUSED' as const } : agent,
  ),
};

/** Starts it, with settings changed as told. */
export async function startStaffedCompany(changed: Partial<CompanySettings> = {}): Promise<StaffedCompany> {
  const acme = await startTestCompany(STAFFED, changed);
  const db = openDatabase(acme.databaseUrl);
  const as = (sub: string, kind: 'person' | 'agent' = 'person') =>
    all(acme.passport({ caller: { sub, kind } }), acme.bearer({ sub, kind }));
  return {
    ...acme,
    ...{ db, as, admin: () => as('person-shared'), member: () => as('person-hddn') },
    change: (headers, name, input, select = '') => change(acme, headers, name, input, select),
    stop: async () => {
      await db.$disconnect();
      await acme.stop();
    },
  };
}

async function change(
  acme: TestCompany,
  headers: Promise<Headers>,
  name: string,
  input: object,
  select: string,
): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) { ${select} ${SELECT.errors} } }`;
  const reply = await acme.ask(await headers, query, { input: { ...input } });
  expect(reply.errors).toBeUndefined();
  return reply.data?.['it'] as Payload;
}

/** The code of each user error, with the input field that it blames. */
export function codes({ userErrors }: Payload): [string, string | null][] {
  return userErrors.map(({ code, path }) => [code, path?.[1] ?? null]);
}
