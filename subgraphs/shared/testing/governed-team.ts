import { expect } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { graphql, parse } from 'graphql';
import { sharedSdl } from '#schema/sdl.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { createContext } from '../context.ts';
import type { Database } from '../database.ts';
import { resolvers } from '../resolvers.ts';
import { callerNamed } from './test-shared.ts';

const schema = buildSubgraphSchema([
  { typeDefs: parse(sharedSdl()), resolvers: resolvers as GraphQLResolverMap<unknown> },
]);

/** The clock of a network whose time the test moves, and what companies do in it by name. */
export class GovernedTeams {
  now = Date.UTC(2026, 3, 1, 12);
  readonly faults: unknown[] = [];
  readonly #database: Database;
  readonly #ids = createIdSource(() => this.now);

  constructor(database: Database) {
    this.#database = database;
  }

  /** Runs one operation as a company's caller. */
  async ask<T>(company: string, source: string, variables: Record<string, unknown> = {}, subject = 'lead') {
    const clock = () => this.now;
    const onFault = (error: unknown) => void this.faults.push(error);
    const tools = { database: this.#database, clock, ids: this.#ids, onFault };
    const context = createContext({ company, caller: callerNamed(subject) }, tools);
    try {
      const answer = await graphql({ schema, source, variableValues: variables, contextValue: context });
      expect(answer.errors).toBeUndefined();
      // GraphQL's results have no prototype; and the caller of a test knows what it asks for.
      return JSON.parse(JSON.stringify(answer.data)) as T;
    } finally {
      await context.close();
    }
  }

  /** Does one mutation; answers with the first user error's code or `DONE`, and what the selection names. */
  async act(company: string, verb: string, input: object, selection = '', subject = 'lead') {
    const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
    const source = `mutation ($i: ${type}!) { it: ${verb}(input: $i) { userErrors { code message } ${selection} } }`;
    const { it } = await this.ask<{ it: Done }>(company, source, { i: input }, subject);
    return { code: it.userErrors[0]?.code ?? 'DONE', ...it };
  }

  /** Does one mutation that must succeed. */
  async do(company: string, verb: string, input: object, selection = '', subject = 'lead'): Promise<Done> {
    const done = await this.act(company, verb, input, selection, subject);
    expect(done.userErrors).toEqual([]);
    return done;
  }

  /** A new team of the companies, the first of which founds it; its id. */
  async team(companies: readonly [string, ...string[]], input: object = {}): Promise<string> {
    const [founder, ...others] = companies;
    const made = await this.do(founder, 'createTeam', { name: 'Case', ...input }, 'team { id }');
    const teamId = made.team?.id ?? '';
    for (const [index, company] of others.entries())
      await this.join(teamId, company, founder, others.slice(0, index));
    return teamId;
  }

  /** Invites, has the others agree, and accepts. */
  async join(
    teamId: string,
    company: string,
    inviter: string,
    others: readonly string[] = [],
  ): Promise<string> {
    const input = { teamId, company, purpose: 'Help' };
    const made = await this.do(inviter, 'inviteCompany', input, 'invitation { id proposal { id } }');
    const invitationId = made.invitation?.id ?? '';
    for (const other of others)
      await this.do(other, 'consent', { proposalId: made.invitation?.proposal?.id, agree: true });
    await this.do(company, 'acceptInvitation', { invitationId });
    return invitationId;
  }
}

/** What mutations answer with, as far as tests ask. */
export interface Done {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  readonly team?: { readonly id: string; readonly status: string; readonly name: string } | null;
  readonly participant?: { readonly id: string; readonly status: string; readonly isSteward: boolean } | null;
  readonly proposal?: { readonly id: string; readonly state: string } | null;
  readonly thread?: { readonly id: string } | null;
  readonly message?: { readonly id: string; readonly sequence: number } | null;
  readonly invitation?: {
    readonly id: string;
    readonly state: string;
    readonly proposal?: { readonly id: string } | null;
  } | null;
}
