import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getIntrospectionQuery, parse, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import { contractSdl } from '#schema/sdl.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import {
  allCoordinates,
  literal,
  schemaOf,
  selectEverything,
  type FieldArguments,
} from '#test/testkit/every-field.ts';
import { callerOf, errorsOf, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { foundIn, ownStrings, privateStrings, sharedStrings } from '#test/testkit/secrets.ts';

const COMPANIES = ['acme', 'harbor', 'nimbus'] as const;
const CALLERS = [
  ['acme', 'project-lead'],
  ['acme', 'customer-ops-agent'],
  ['harbor', 'delivery-lead'],
  ['harbor', 'fde'],
  ['harbor', 'delivery-agent'],
  ['nimbus', 'platform-lead'],
  ['nimbus', 'platform-agent'],
  ['outsider', 'visitor'],
] as const;
const MEMBERS: readonly string[] = ['acme', 'harbor'];

/** Arguments with which the reads answer a member of the team. */
const READS: FieldArguments = {
  'Query.team': 'slug: "acme-rollout"',
  'Query.thread': `id: "${ROLLOUT.thread}"`,
  'Team.thread': 'slug: "rollout-status"',
  'Query.company': 'slug: "harbor"',
  'Query.search': 'query: "webhook"',
  'Workspace.privateThread': `id: "${COMPANY_SCENARIOS.acme.privateThreads[0]?.id ?? ''}"`,
  'Workspace.searchPrivateMessages': 'query: "webhook"',
  'Workspace.document': `id: "${COMPANY_SCENARIOS.acme.knowledge[0]?.documents[0]?.id ?? ''}"`,
  'Workspace.searchKnowledge': 'query: "webhook"',
  'Workspace.viewAs': `company: "harbor", teamId: "${ROLLOUT.team}"`,
  'Query.node': `id: "${ROLLOUT.thread}"`,
  'Query.nodes': `ids: ["${ROLLOUT.team}", "${ROLLOUT.projectLead}"]`,
};

/** What the inputs of writes are filled with: things of the shared team that exist, so that only a right is missing. */
const KNOWN: FieldArguments = {
  teamId: `"${ROLLOUT.team}"`,
  threadId: `"${ROLLOUT.thread}"`,
  messageId: `"${SHARED_SCENARIO.teams[0]?.threads[0]?.messages[0]?.id ?? ''}"`,
  participantId: `"${ROLLOUT.projectLead}"`,
  agentId: `"${COMPANY_SCENARIOS.acme.agents[0]?.id ?? ''}"`,
  personId: `"${COMPANY_SCENARIOS.acme.people[0]?.id ?? ''}"`,
  toolId: `"${COMPANY_SCENARIOS.acme.tools[0]?.id ?? ''}"`,
  sourceId: `"${COMPANY_SCENARIOS.acme.knowledge[0]?.id ?? ''}"`,
  noteId: `"${COMPANY_SCENARIOS.acme.notes[0]?.id ?? ''}"`,
  documentId: `"${COMPANY_SCENARIOS.acme.knowledge[0]?.documents[0]?.id ?? ''}"`,
  company: '"harbor"',
  emoji: '"👍"',
  sequence: '7',
  fromSequence: '1',
  toSequence: '9',
};

/** Writes that need no team: they make something of the caller's own. */
const OWN_WRITES = ['createTeam'];
/** Writes that the caller's own company answers: what is another company's is not there for it. */
const COMPANY_WRITES = Object.keys(
  buildSubgraphSchema(parse(contractSdl())).getMutationType()?.getFields() ?? {},
);
/** Those that need nothing that is there already. */
const COMPANY_CREATES = [
  'createAgent',
  'addPerson',
  'createTool',
  'createKnowledgeSource',
  'createPrivateThread',
];

/** Promise: over every field of the composed schema, nobody reads another company's private data. */
describe('every field', () => {
  let network: TestNetwork;
  /** Each company's own view: what one adds to the contract is in no other. */
  const schemas = new Map<string, GraphQLSchema>();
  beforeAll(async () => {
    network = await startTestNetwork();
    for (const [company, subject] of CALLERS) {
      if (schemas.has(company)) continue;
      const { json } = await network.ask(await network.tokenOf(company, subject), getIntrospectionQuery());
      schemas.set(company, schemaOf(json.data));
    }
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  function viewOf(company: string): GraphQLSchema {
    const schema = schemas.get(company);
    if (!schema) throw new Error(`there is no view of ${company}`);
    return schema;
  }

  function everything(operation: 'query' | 'mutation', company: string) {
    const schema = viewOf(company);
    const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    if (!root) throw new Error(`the view has no ${operation}`);
    const { text, coordinates } = selectEverything(
      schema,
      root,
      operation === 'query' ? READS : writesOf(root),
    );
    return { document: `${operation} Everything ${text}`, coordinates };
  }

  /** Every write with every input that it requires. */
  function writesOf(root: GraphQLObjectType): FieldArguments {
    const writes = Object.values(root.getFields()).map(({ name, args }) => {
      const filled = args.map(
        (argument) => `${argument.name}: ${literal(argument.type, argument.name, KNOWN)}`,
      );
      return [`Mutation.${name}`, filled.join(', ')] as const;
    });
    return Object.fromEntries(writes);
  }

  it.each(COMPANIES)('is asked for: the two documents leave out no field of the view of %s', (company) => {
    const documents = [everything('query', company), everything('mutation', company)];
    const asked = new Set(documents.flatMap(({ coordinates }) => [...coordinates]));
    // What streams wrap around the types that are asked for here is in streams.test.ts and private-streams.test.ts.
    const elsewhere = /Error\.|^(?:Subscription|LiveEvent|InboxItem|PrivateThreadEvent)\./;
    const left = allCoordinates(viewOf(company)).filter((coordinate) => !asked.has(coordinate));
    expect(left.filter((coordinate) => !elsewhere.test(coordinate))).toEqual([]);
    expect(asked.size).toBeGreaterThan(100);
  });

  it('is not the same for all: the realm of a company is in its own view alone', () => {
    const realm = (company: string) => allCoordinates(viewOf(company)).filter((name) => /acme/i.test(name));
    expect(realm('acme').length).toBeGreaterThan(15);
    expect([realm('harbor'), realm('nimbus'), realm('outsider')]).toEqual([[], [], []]);
  });

  it.each(CALLERS)(
    '%s %s reads its own and the shared, and nothing private of others',
    async (company, subject) => {
      const { text, json } = await network.ask(
        await network.tokenOf(company, subject),
        everything('query', company).document,
      );
      expect(errorsOf(json)).toEqual([]);
      for (const other of COMPANIES.filter((name) => name !== company)) {
        expect(foundIn(text, privateStrings(other))).toEqual([]);
      }
      if (company !== 'outsider') expect(foundIn(text, ownStrings(company)).length).toBeGreaterThan(10);
      const shared = foundIn(text, sharedStrings());
      expect(shared.length > 0).toBe(MEMBERS.includes(company));
    },
  );

  it.each(COMPANIES)('gives %s back every private text that its database holds', async (company) => {
    const subject = { acme: 'project-lead', harbor: 'delivery-lead', nimbus: 'platform-lead' }[company];
    const { document } = everything('query', company);
    const { text } = await network.ask(await network.tokenOf(company, subject), document);
    const own = ownStrings(company);
    expect(own.filter((value) => !foundIn(text, [value]).length)).toEqual([]);
  });

  it.each([
    ['nimbus', 'platform-lead'],
    ['outsider', 'visitor'],
  ] as const)(
    '%s %s cannot write into a team of others, and learns nothing from trying',
    async (company, subject) => {
      const acmesView = everything('query', 'acme').document;
      const lookAround = async () => {
        const reply = await network.ask(await network.tokenOf('acme', 'project-lead'), acmesView);
        // Earlier reads of Harbor's are counted up to a second late.
        return reply.text.replaceAll(/"Disclosure_readCounts":\[.*?\]/g, '');
      };
      const before = await lookAround();
      const { text, json } = await network.ask(
        await network.tokenOf(company, subject),
        everything('mutation', company).document,
      );
      expect(
        foundIn(text, [...privateStrings('acme'), ...privateStrings('harbor'), ...sharedStrings()]),
      ).toEqual([]);
      const payloads = Object.entries(json.data ?? {}).filter(([write]) => write.startsWith('Mutation_'));
      const codes = payloads.map(([write, payload]) => [write, codesOf(payload)] as const);
      const isOneOf = (writes: readonly string[], write: string) =>
        writes.some((name) => write === `Mutation_${name}`);
      const others = codes.filter(([write]) => !isOneOf([...OWN_WRITES, ...COMPANY_WRITES], write));
      const own = codes.filter(
        ([write]) => isOneOf(COMPANY_WRITES, write) && !isOneOf(COMPANY_CREATES, write),
      );
      expect(own.filter(([, found]) => found.length === 0)).toEqual([]);
      expect(others.length).toBeGreaterThan(25);
      expect(others.filter(([, found]) => JSON.stringify(found) !== '["NOT_FOUND"]')).toEqual([]);
      expect(await lookAround()).toBe(before);
    },
  );

  it('gives no data at all without a valid token, and says the same whatever is wrong with it', async () => {
    const { credentials } = network;
    const dana = callerOf('acme', 'project-lead');
    const past = Math.floor(Date.now() / 1000) - 60;
    const good = await network.tokenOf('acme', 'project-lead');
    const tokens = [
      null,
      'garbage',
      `${good.split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`,
      await credentials.callerToken('acme', dana, { exp: past, iat: past - 60 }),
      await credentials.callerToken('acme', dana, { iss: 'http://issuer.test/unknown' }),
      await credentials.callerToken('acme', dana, { iss: 'http://issuer.test/harbor' }),
      await credentials.callerToken('outsider', dana, { iss: 'http://issuer.test/acme' }),
      await credentials.callerToken('acme', dana, { aud: 'agent-network:company:acme' }),
      await credentials.callerToken('acme', dana, { sub: undefined }),
      await credentials.passport('acme', 'agent-network:gateway', dana),
      unsigned({
        iss: 'http://issuer.test/acme',
        aud: 'agent-network:gateway',
        sub: 'project-lead',
        kind: 'person',
        exp: past + 3600,
      }),
    ];
    const replies = await Promise.all(
      tokens.map((token) => network.ask(token, everything('query', 'acme').document)),
    );
    const expected = {
      errors: [{ message: 'A valid caller token is required.', extensions: { code: 'UNAUTHENTICATED' } }],
    };
    for (const reply of replies) expect([reply.status, reply.json]).toEqual([401, expected]);
  });
});

function unsigned(claims: Record<string, unknown>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
}

/** The codes of a payload's user errors. */
function codesOf(payload: unknown): string[] {
  return [...JSON.stringify(payload).matchAll(/"UserError_code":"(\w+)"/g)].map(([, code]) => code ?? '');
}
