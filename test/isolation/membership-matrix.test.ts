import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { CompaniesAtWork, DANA, NIMBUS_LEAD, TOMAS, type Who } from '#test/testkit/companies-at-work.ts';
import { companyWord } from '#test/testkit/company-word.ts';
import { schemaOf, selectEverything } from '#test/testkit/every-field.ts';
import { errorsOf, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import {
  COMMON_WORD,
  PHASES,
  tellPhases,
  textsOf,
  type NimbusRole,
  type Phase,
  type PhasedTeam,
} from '#test/testkit/phased-team.ts';
import { foundIn } from '#test/testkit/secrets.ts';

const VISITOR: Who = { company: 'outsider', subject: 'visitor' };
const TEAMS: readonly NimbusRole[] = ['invited', 'removed', 'rejoined'];

/** Who asks about which team, and in which of its phases that company was in. */
const MATRIX: readonly (readonly [role: string, who: Who, team: NimbusRole, reach: readonly Phase[]])[] = [
  ['host', DANA, 'rejoined', PHASES],
  ['active', TOMAS, 'rejoined', PHASES.slice(1)],
  ['invited', NIMBUS_LEAD, 'invited', []],
  ['removed', NIMBUS_LEAD, 'removed', ['during']],
  ['rejoined', NIMBUS_LEAD, 'rejoined', ['during', 'again', 'after']],
  ['outsider', VISITOR, 'rejoined', []],
];

/** What a company has to find that was in a team in those phases, and no more of it. */
function expectedTexts(who: Who, team: NimbusRole, reach: readonly Phase[]): string[] {
  const common = reach.flatMap((phase) => {
    const { body, reply, edited, guest, threadTitle, teamName, reason, emoji } = textsOf(team, phase);
    const { shareNote, escalated, saidBy } = textsOf(team, phase);
    return [body, reply, edited, guest, threadTitle, teamName, reason, emoji, shareNote, escalated, saidBy];
  });
  const standing = PHASES.slice(0, PHASES.findLastIndex((phase) => reach.includes(phase)) + 1);
  const restricted = reach.filter((phase) => who.company !== 'nimbus' && phase !== 'founding');
  const late = reach.filter((phase) => reach.includes('during') && (phase === 'gap' || phase === 'after'));
  return [
    ...common,
    ...standing.flatMap((phase) => [
      textsOf(team, phase).threadRenamed,
      textsOf(team, phase).newcomer,
      textsOf(team, phase).caseTitle,
    ]),
    ...restricted.map((phase) => textsOf(team, phase).restricted),
    ...late.map((phase) => textsOf(team, phase).lateEdit),
  ].sort();
}

const counted = z.object({
  team: z.object({ verify: z.object({ valid: z.boolean() }) }),
  thread: z.object({
    unreadCount: z.number(),
    messages: z.object({ nodes: z.array(z.object({ redactedAt: z.string().nullable() })) }),
  }),
  mine: z.object({ nodes: z.array(z.unknown()) }),
});

const everyText = (team: NimbusRole) => PHASES.flatMap((phase) => Object.values(textsOf(team, phase)));

/** Promise: whoever is in a team, was in it or never was reads the texts of its own time in it, on every path. */
describe('the matrix of membership', () => {
  let network: TestNetwork;
  /** Each company's own view. */
  const schemas = new Map<string, GraphQLSchema>();
  const teams = new Map<NimbusRole, PhasedTeam>();
  const tokenOf = ({ company, subject }: Who) => network.tokenOf(company, subject);

  beforeAll(async () => {
    network = await startTestNetwork({ gateway: { maxAnswerBytes: 64_000_000 } });
    const companies = new CompaniesAtWork(network.gatewayUrl, tokenOf);
    const owner = network.databases.get('shared')?.ownerUrl ?? '';
    const inItsName = async (who: Who, command: CompanyCommand) =>
      expect(await companyWord(network, who, command)).toEqual({ outcome: 'done' });
    for (const role of TEAMS) teams.set(role, await tellPhases(companies, role, owner, inItsName));
    for (const who of [DANA, TOMAS, NIMBUS_LEAD, VISITOR]) {
      const { json } = await network.ask(await tokenOf(who), getIntrospectionQuery());
      schemas.set(who.company, schemaOf(json.data));
    }
  }, 120_000);
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  /** Every field there is, of that team and its thread; then its other thread and the beginning of its log. */
  function questions({ company }: Who, role: NimbusRole): string[] {
    const [team, schema] = [teams.get(role), schemas.get(company)];
    const query = schema?.getQueryType();
    if (!team || !schema || !query) throw new Error('the network is not set up');
    const { text } = selectEverything(schema, query, {
      'Query.team': `id: "${team.id}"`,
      'Query.thread': `id: "${team.thread}"`,
      'Query.company': 'slug: "acme"',
      'Query.search': `query: "${COMMON_WORD}", teamId: "${team.id}", first: 100`,
      'Query.invitation': `id: "${team.invitation}"`,
      'Query.node': `id: "${team.restrictedThread}"`,
      'Query.nodes': `ids: ["${team.id}", "${team.thread}", "${team.invitation}"]`,
      'Team.events': 'last: 100',
      'Thread.messages': 'last: 100',
    });
    const rest = `thread(id: "${team.restrictedThread}") {
      title lastMessage { body } participants { displayName } messages { nodes { body revisions { body } } } }
      team(id: "${team.id}") { main: thread(slug: "main") { messages(last: 100) { nodes { body } } }
        forTwo: thread(slug: "for-two") { title messages(last: 100) { nodes { body } } } events(first: 100) { nodes { payload actor { displayName } } } }
      nodes(ids: ["${team.id}", "${team.thread}", "${team.restrictedThread}"]) {
        ... on Team { name } ... on Thread { title messages(last: 100) { nodes { body } } } }`;
    return [`query Everything ${text}`, `query Rest { ${rest} }`];
  }

  async function answers(who: Who, team: NimbusRole): Promise<string> {
    const token = await tokenOf(who);
    const replies = [];
    for (const question of questions(who, team)) replies.push(await network.ask(token, question));
    for (const { json } of replies) expect(errorsOf(json)).toEqual([]);
    return replies.map(({ text }) => text).join('\n');
  }

  it.each(MATRIX)(
    '%s reads its own time in the team, and no more of it',
    async (_, who, team, reach) => {
      const text = await answers(who, team);
      expect(foundIn(text, everyText(team)).sort()).toEqual(expectedTexts(who, team, reach));
    },
    60_000,
  );

  it.each(MATRIX)('%s counts, finds and verifies what it reads', async (_, who, team, reach) => {
    const { id = '', thread = '' } = teams.get(team) ?? {};
    const query = `query ($id: ID!, $thread: ID!, $word: String!, $other: String!) {
      team(id: $id) { verify { valid checked } }
      thread(id: $thread) { unreadCount messages(first: 100) { nodes { redactedAt } } }
      mine: search(query: $word, threadId: $thread, first: 100) { nodes { message { body } } }
      others: search(query: $other) { nodes { snippet } } }`;
    const outside = PHASES.find((phase) => !reach.includes(phase)) ?? 'founding';
    const other = reach.length === PHASES.length ? 'nowhere' : `"${textsOf(team, outside).body}"`;
    const variables = { id, thread, word: COMMON_WORD, other };
    const { data, errors } = (await network.ask(await tokenOf(who), query, variables)).json;
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ others: { nodes: [] } });
    if (reach.length === 0) {
      expect(data).toMatchObject({ team: null, thread: null, mine: { nodes: [] } });
      return;
    }
    const seen = counted.parse(data);
    const standing = seen.thread.messages.nodes.filter(({ redactedAt }) => redactedAt === null);
    expect(seen.team.verify.valid).toBe(true);
    expect(standing).toHaveLength(reach.length * 2);
    expect(seen.mine.nodes).toHaveLength(reach.length * 2);
    expect(seen.thread.unreadCount).toBe(who === DANA ? 0 : standing.length);
  });
});
