import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getIntrospectionQuery, parse, type GraphQLSchema } from 'graphql';
import { ulid } from 'ulid';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import { sharedSdl } from '#schema/sdl.ts';
import { SHARED_AUDIENCE, type CallerScope } from '#schema/wire/credentials.ts';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { exchangeCredential } from '#test/testkit/agent-exchange.ts';
import { CompaniesAtWork, CUSTOMER_OPS, DANA, type Who } from '#test/testkit/companies-at-work.ts';
import { entitiesDocument, type Representation } from '#test/testkit/entities.ts';
import { literal, schemaOf, type FieldArguments } from '#test/testkit/every-field.ts';
import { callerOf, post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { companyWord } from '#test/testkit/company-word.ts';
import { dumped, openDump } from '#test/testkit/dump.ts';
import { foundIn } from '#test/testkit/secrets.ts';
import {
  cardOf,
  COMMON_WORD,
  EVERY_TEXT,
  inTeam,
  inThread,
  TEAM_OF,
  tellPlaces,
  textsIn,
  type Place,
  type Told,
} from '#test/testkit/told-places.ts';
import { questionsOf } from '#test/testkit/told-questions.ts';

const { company, subject } = CUSTOMER_OPS;
const AGENT_ID = COMPANY_SCENARIOS.acme.agents.find((agent) => agent.subject === subject)?.id ?? '';
const SHARED_WRITES = Object.keys(
  buildSubgraphSchema([{ typeDefs: parse(sharedSdl()) }])
    .getMutationType()
    ?.getFields() ?? {},
);
/** What narrowed agents do at all, beside marking what they have read. */
const TALKING = [
  'createThread',
  'postMessage',
  'editMessage',
  'redactMessage',
  'addReaction',
  'removeReaction',
];

/** Promise: an agent that its company narrows reads and writes exactly where it may, on every path. */
describe('a narrowed agent', () => {
  let network: TestNetwork;
  let companies: CompaniesAtWork;
  let schema: GraphQLSchema;
  let told: Told;
  const tokenOf = (who: Who) => network.tokenOf(who.company, who.subject);
  const narrowed = (reach: CallerScope | undefined) => network.tokenOf(company, subject, { reach });

  const share = async (teamId: string, note: string) => {
    const shareId = `shr_acme_${ulid()}`;
    const stub = { targetKind: 'DOCUMENT', expiresAt: null } as const;
    const command = { kind: 'createShare', shareId, teamId, note, ...stub } as const;
    expect(await companyWord(network, DANA, command)).toEqual({ outcome: 'done' });
    return shareId;
  };

  beforeAll(async () => {
    network = await startTestNetwork({ gateway: { maxAnswerBytes: 64_000_000 } });
    companies = new CompaniesAtWork(network.gatewayUrl, tokenOf);
    told = await tellPlaces(companies, share);
    schema = schemaOf((await network.ask(await tokenOf(DANA), getIntrospectionQuery())).json.data);
  }, 120_000);
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  async function answers(token: string): Promise<string> {
    const texts: string[] = [];
    for (const question of questionsOf(schema, told)) {
      const { json, text } = await network.ask(token, question);
      // A company's own realm may point to what an agent does not reach, and is told so.
      expect(json.errors?.filter(({ path }) => path?.[0] !== 'acmeCases') ?? []).toEqual([]);
      texts.push(text);
    }
    return texts.join('\n');
  }

  const reachOf = (...ids: string[]): CallerScope => ({ read: ids, post: ids });
  const CASES: [string, () => CallerScope | undefined, () => string[]][] = [
    ['one thread', () => reachOf(told.threads.here.id), () => [...inThread('here'), ...cardOf('alpha')]],
    [
      'two threads of two teams',
      () => reachOf(told.threads.beside.id, told.threads.elsewhere.id),
      () => [...[...inThread('beside'), ...inThread('elsewhere'), ...cardOf('alpha'), ...cardOf('beta')]],
    ],
    ['one team', () => reachOf(told.teams.beta), () => inTeam('beta')],
    [
      'a team and a thread of another',
      () => reachOf(told.teams.alpha, told.threads.elsewhere.id),
      () => [...[...inTeam('alpha'), ...inThread('elsewhere'), ...cardOf('beta')]],
    ],
    ['nothing', () => reachOf(), () => []],
    [
      'what is no team and no thread',
      () => reachOf('*', told.threads.here.message, told.invitations.alpha),
      () => [],
    ],
    ['nothing to read, all to post in', () => ({ read: [], post: Object.values(told.teams) }), () => []],
    ['nothing less', () => undefined, () => [...inTeam('alpha'), ...inTeam('beta')]],
  ];

  it.each(CASES)(
    'with %s reads exactly that over every field',
    async (_, reach, texts) => {
      const found = foundIn(await answers(await narrowed(reach())), EVERY_TEXT);
      expect(found.sort()).toEqual([...new Set(texts())].sort());
    },
    60_000,
  );

  it('counts, lists and verifies no more than that', async () => {
    const query = `query ($alpha: ID!, $beta: ID!, $here: ID!, $beside: ID!, $word: String!) {
      teams(first: 50) { nodes { id } } invitations { id }
      alpha: team(id: $alpha) { threads(first: 50) { nodes { id } } events(first: 50) { nodes { id } }
        proposals { id } verify { valid checked } }
      beta: team(id: $beta) { id } bySlug: team(slug: "told-beta") { id }
      here: thread(id: $here) { unreadCount messages(first: 50) { nodes { id } } } beside: thread(id: $beside) { id }
      search(query: $word, first: 50) { nodes { message { thread { id } } } }
      other: search(query: $word, threadId: $beside) { nodes { snippet } } }`;
    const { here, beside } = told.threads;
    const variables = { ...told.teams, here: here.id, beside: beside.id, word: COMMON_WORD };
    const { json } = await network.ask(await narrowed(reachOf(here.id)), query, variables);
    expect(json.errors).toBeUndefined();
    expect(json.data).toMatchObject({
      ...{ beta: null, bySlug: null, beside: null, other: { nodes: [] }, invitations: [] },
      teams: { nodes: [{ id: told.teams.alpha }] },
      alpha: { threads: { nodes: [{ id: here.id }] }, events: { nodes: [] }, proposals: [], verify: null },
      search: { nodes: [{}, {}, {}].map(() => ({ message: { thread: { id: here.id } } })) },
    });
    expect(json.data).toHaveProperty('here.messages.nodes.length', 4);
    expect(json.data).toHaveProperty('here.unreadCount', 3);
    const whole = await network.ask(await narrowed(reachOf(told.teams.alpha)), query, variables);
    expect(whole.json.data).toMatchObject({ alpha: { verify: { valid: true } }, beta: null });
  });

  it('finds no entity beyond its reach, past every gateway', async () => {
    const owner = await openDump(network.databases.get('shared')?.ownerUrl ?? '');
    const ids = (table: string, type: string): Promise<Representation[]> =>
      owner.ids(table).then((found) => found.map((id) => ({ __typename: type, id })));
    const all = [
      ...(await ids('teams', 'Team')),
      ...(await ids('threads', 'Thread')),
      ...(await ids('messages', 'Message')),
      ...(await ids('participants', 'Participant')),
      ...(await ids('shares', 'Share')),
      ...(await ids('team_events', 'TeamEvent')),
      ...(await ids('invitations', 'Invitation')),
      ...(await ids('proposals', 'Proposal')),
      ...['acme', 'harbor', 'nimbus', 'outsider'].map((slug): Representation => ({
        __typename: 'Company',
        slug,
      })),
    ];
    const participants = await owner.ids('participants', `team_id = '${told.teams.alpha}'`);
    const messages = await owner.ids('messages', `thread_id = '${told.threads.here.id}'`);
    const shares = await owner.ids('shares', `note = '${textsIn('here').shareNote}'`);
    await owner.close();
    const caller = { ...callerOf(company, subject), reach: reachOf(told.threads.here.id) };
    const passport = await network.credentials.passport(company, SHARED_AUDIENCE, caller);
    const document = entitiesDocument(sharedSdl(), all);
    const reply = await post(`${network.sharedUrl}/graphql`, document, { [PASSPORT_HEADER]: passport });
    expect(reply.json.errors).toBeUndefined();
    const entities = reply.json.data?.['_entities'] as unknown[];
    const open = all.filter((_, index) => entities[index] !== null).map((one) => one.id ?? one.slug ?? '');
    const expected = [
      told.teams.alpha,
      told.threads.here.id,
      ...participants,
      ...messages,
      ...shares,
      'acme',
      'harbor',
    ];
    expect(open.sort()).toEqual(expected.sort());
    expect(all.length).toBeGreaterThan(60);
    expect(foundIn(reply.text, EVERY_TEXT).sort()).toEqual(
      [...inThread('here'), ...cardOf('alpha')].filter((text) => text !== textsIn('here').note).sort(),
    );
  });

  /** Every mutation of the shared layer, aimed at one place. */
  function writesAt(place: Place): string {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    const team = TEAM_OF[place];
    const known: FieldArguments = {
      ...{ teamId: `"${told.teams[team]}"`, threadId: `"${told.threads[place].id}"`, body: '"forged"' },
      ...{ messageId: `"${told.threads[place].ofAgent}"`, participantId: `"${told.guests[team]}"` },
      ...{
        invitationId: `"${told.invitations[team]}"`,
        company: '"outsider"',
        emoji: '"🤖"',
        sequence: '99',
      },
    };
    const calls = fields
      .filter(({ name }) => SHARED_WRITES.includes(name))
      .map(({ name, args }) => {
        const filled = args.map(({ name: one, type }) => `${one}: ${literal(type, one, known)}`);
        return `${name}(${filled.join(', ')}) { userErrors { code } }`;
      });
    return `mutation { ${calls.join(' ')} }`;
  }

  /** The codes of all those writes, by what came of them. */
  async function attempts(reach: CallerScope, place: Place): Promise<Record<string, string[]>> {
    const { json } = await network.ask(await narrowed(reach), writesAt(place));
    expect(json.errors).toBeUndefined();
    const outcomes: Record<string, string[]> = {};
    for (const [write, payload] of Object.entries(json.data ?? {})) {
      const codes = (payload as { userErrors: { code: string }[] }).userErrors.map(({ code }) => code);
      (outcomes[codes.join() || 'DONE'] ??= []).push(write);
    }
    return outcomes;
  }

  it.each<[string, Place, () => CallerScope, string]>([
    ['beside what it reads', 'beside', () => reachOf(told.threads.here.id), 'NOT_FOUND'],
    ['in another team', 'elsewhere', () => reachOf(told.teams.alpha), 'NOT_FOUND'],
    ['what it may post in and not read', 'here', () => ({ read: [], post: [told.teams.alpha] }), 'NOT_FOUND'],
    [
      'what it may read and not post in',
      'beside',
      () => ({ read: [told.teams.alpha], post: [told.threads.here.id] }),
      'NOT_PERMITTED',
    ],
    ['what it only reads', 'here', () => ({ read: [told.threads.here.id], post: [] }), 'NOT_PERMITTED'],
  ])(
    'changes nothing %s, with no write there is',
    async (_, place, reach, code) => {
      const lookAround = () => dumped(network.databases.get('shared')?.ownerUrl, ['read_markers']);
      const before = await lookAround();
      const { DONE = [], ...refused } = await attempts(reach(), place);
      // Where it reads, it may mark for itself how far.
      expect(DONE).toEqual(code === 'NOT_FOUND' ? [] : ['markRead']);
      // A thread's team is in sight with it: that no thread is to be opened there is no secret.
      const tried = TALKING.filter((write) => !(place === 'beside' && write === 'createThread'));
      const { [code]: found = [], ...others } = refused;
      expect(tried.filter((write) => !found.includes(write))).toEqual([]);
      // Governance is refused before anything is looked up.
      const governing = SHARED_WRITES.filter((write) => !TALKING.includes(write) && write !== 'markRead');
      const permitted = code === 'NOT_PERMITTED' ? found : (others['NOT_PERMITTED'] ?? []);
      expect(governing.filter((write) => !permitted.includes(write))).toEqual([]);
      expect(governing.length).toBeGreaterThan(20);
      expect(await lookAround()).toBe(before);
    },
    60_000,
  );

  it('talks where it may: in its thread, and in threads of its own in its team', async () => {
    const { here } = told.threads;
    const own = new CompaniesAtWork(network.gatewayUrl, () => narrowed(reachOf(here.id)));
    const id = await own.post(CUSTOMER_OPS, here.id, 'A word of its own.', { replyToId: here.message });
    await own.do(CUSTOMER_OPS, 'editMessage', 'message', { messageId: id, body: 'A better word.' });
    for (const write of ['addReaction', 'removeReaction'])
      await own.do(CUSTOMER_OPS, write, 'message', { messageId: here.message, emoji: '🤖' });
    await own.do(CUSTOMER_OPS, 'redactMessage', 'message', { messageId: id });
    const thread = { teamId: told.teams.alpha, title: 'Not here' };
    expect(await own.refused(CUSTOMER_OPS, 'createThread', thread)).toEqual(['NOT_PERMITTED']);
    expect(await own.refused(CUSTOMER_OPS, 'closeThread', { threadId: here.id })).toEqual(['NOT_PERMITTED']);
    const inTeams = new CompaniesAtWork(network.gatewayUrl, () => narrowed(reachOf(told.teams.beta)));
    const opened = { teamId: told.teams.beta, title: 'Its own' };
    const threadId = await inTeams.do(CUSTOMER_OPS, 'createThread', 'thread', opened);
    await inTeams.post(CUSTOMER_OPS, threadId, 'The first word.');
    expect(await companies.bodies(DANA, threadId)).toEqual(['The first word.']);
  });

  it('is narrowed by its credential, which gets no token once it is revoked, and whose secret is nowhere', async () => {
    const { here } = told.threads;
    const agentId = AGENT_ID;
    const shared = { read: [here.id], post: [] };
    await companies.do(DANA, 'setAgentPermissions', 'agent', { agentId, shared });
    const issue = { agentId, label: 'Build server' };
    const { credential, secret } = (await companies.attempt(
      ...([DANA, 'issueAgentCredential', issue, 'secret credential { id }'] as const),
    )) as unknown as { credential: { id: string }; secret: string };
    const party = {
      signer: network.credentials.issuerSigner(company),
      subgraphUrl: network.companyUrl(company),
    };
    const exchange = () => exchangeCredential(company, secret, party);

    const { status, token } = await exchange();
    expect(status).toBe(200);
    const found = foundIn(await answers(token ?? ''), EVERY_TEXT);
    expect(found.sort()).toEqual([...inThread('here'), ...cardOf('alpha')].sort());

    expect(
      await companies.refused(CUSTOMER_OPS, 'revokeAgentCredential', { credentialId: credential.id }),
    ).toEqual(['NOT_PERMITTED']);
    await companies.do(DANA, 'revokeAgentCredential', 'credential', { credentialId: credential.id });
    const refused = await exchange();
    expect([refused.status, refused.token]).toEqual([401, null]);

    const random = secret.slice(-43);
    const dumps: string[] = [];
    for (const { ownerUrl } of network.databases.values()) dumps.push(await dumped(ownerUrl));
    const asked = await network.ask(
      await tokenOf(DANA),
      `{ workspace { agents { credentials { id label } } } }`,
    );
    expect(asked.text).toContain(credential.id);
    const texts = [...dumps, network.logs.join(''), JSON.stringify(network.sent), asked.text, refused.text];
    expect(texts.filter((text) => text.includes(random))).toEqual([]);
    expect(dumps.filter((text) => text.includes(credential.id))).toHaveLength(1);
  }, 60_000);
});
