import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { MESSAGE, TEAM, testId, THREAD } from '#subgraphs/company/testkit/acme-scenario.ts';
import {
  all,
  startTestCompany,
  type Headers,
  type TestCompany,
} from '#subgraphs/company/testkit/test-company.ts';
import { IDS } from '#subgraphs/shared/testing/interval-team.ts';
import { ask, openTestShared, type TestShared } from '#subgraphs/shared/testing/test-shared.ts';
import { FEW_TEXTS, HOSTILE_TEXTS, hostileCalls, type HostileCall } from './kit/hostile-arguments.ts';

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const schemaOf = (sdl: string) => buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
const rootOf = (schema: GraphQLSchema, name: string) => schema.getType(name) as GraphQLObjectType;

/** Places in lists that no list has written, but for their form. */
const FORGED = [
  ...[
    'seq:1',
    'seq:2147483648',
    'seq:-1',
    'seq:1e3',
    'seq:1;SELECT 1',
    `id:${TEAM}`,
    `id:tem_${'Z'.repeat(26)}`,
    "id:' OR 1=1 --",
  ],
  ...[
    `hit:1e999 1 msg_${ULID}`,
    `hit:1e308 1 msg_${ULID}`,
    `hit:${'9'.repeat(150)} 1 msg_${ULID}`,
    `hit:0.1 999999999 msg_${ULID}`,
  ],
  ...[
    `found:1e999 doc_acme_${ULID}`,
    `found:1 doc_harbor_${ULID}`,
    `found:NaN doc_acme_${ULID}`,
    `hit:1e999 pms_acme_${ULID}`,
    `hit:1 pms_harbor_${ULID}`,
  ],
  ...[
    `led:999999999999999:shr_acme_${ULID}`,
    `led:253402300800000:shr_acme_${ULID}`,
    `led:0:shr_harbor_${ULID}`,
    `led:-1:shr_acme_${ULID}`,
    'led::',
  ],
  ...['', '\0', 'seq:\0', 'seq:1\0'],
].map((text) => Buffer.from(text).toString('base64url'));
const CURSORS = [
  ...FORGED,
  'no base 64 !',
  '====',
  'a'.repeat(300),
  'A'.repeat(100_000),
  '\ud800',
  '__proto__',
];

const POST = 'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { body } } }';

/** All rows of a database, counted by table. */
async function countRows(connectionString: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const counts: Record<string, string> = {};
  for (const { name } of rows) {
    const found = await client.query<{ count: string }>(`SELECT count(*) FROM ${name}`);
    counts[name] = found.rows[0]?.count ?? '';
  }
  await client.end();
  return counts;
}

interface Problem {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Whatever a text is, what comes of it is an answer, or an error with a word for it: no fault of the program's own. */
function expectTyped(errors: readonly Problem[] | undefined, about: string): void {
  const untyped = (errors ?? []).filter(
    ({ extensions }) =>
      !['BAD_USER_INPUT', 'FORBIDDEN', 'UNAUTHENTICATED'].includes(String(extensions?.['code'])),
  );
  expect([about, untyped.map(({ message, extensions }) => [message, extensions?.['code']])]).toEqual([
    about,
    [],
  ]);
}

describe('the shared layer, given hostile texts', () => {
  let shared: TestShared;
  beforeAll(async () => {
    shared = await openTestShared();
  }, 90_000);
  afterAll(() => shared.close());

  const known = {
    teamId: IDS.team,
    threadId: IDS.late,
    messageId: IDS.message(9),
    company: 'harbor',
    slug: 'words',
  };
  const calls = (name: string) => hostileCalls(rootOf(schemaOf(sharedSdl()), name), known);
  const run = async ({ document, variables, name }: HostileCall, text: string) =>
    expectTyped(
      (await ask(shared.database, 'acme', document, variables(text))).errors,
      `${name} ${text.slice(0, 40)}`,
    );

  it('reads nothing else by them, and changes nothing', async () => {
    const before = await countRows(shared.urls.ownerUrl);
    for (const call of calls('Query')) for (const text of HOSTILE_TEXTS) await run(call, text);
    expect(await countRows(shared.urls.ownerUrl)).toEqual(before);
  }, 60_000);

  it('takes or refuses them in each place of each mutation', async () => {
    const tables = Object.keys(await countRows(shared.urls.ownerUrl));
    for (const call of calls('Mutation')) for (const text of FEW_TEXTS) await run(call, text);
    expect(Object.keys(await countRows(shared.urls.ownerUrl))).toEqual(tables);
  }, 60_000);

  it('keeps what it takes as it was said', async () => {
    const said = HOSTILE_TEXTS.filter((text) => text.trim() !== '' && !/\p{Cc}|\p{Cs}/u.test(text));
    for (const [at, body] of said.entries()) {
      const input = { threadId: IDS.late, body, idempotencyKey: `as-said-${String(at)}` };
      const { data, errors } = await ask(shared.database, 'acme', POST, { input });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ postMessage: { message: { body } } });
    }
  }, 60_000);

  it.each([
    'query ($after: String) { search(query: "message", after: $after) { nodes { rank } } }',
    'query ($after: String) { teams(after: $after) { nodes { id } } }',
    `query ($after: String) { team(id: "${IDS.team}") { threads(after: $after) { nodes { id } } } }`,
    `query ($after: String) { team(id: "${IDS.team}") { events(after: $after) { nodes { id } } } }`,
    `query ($after: String) { thread(id: "${IDS.late}") { messages(after: $after) { nodes { id } } } }`,
    `query ($after: String) { thread(id: "${IDS.late}") { messages(last: 5, before: $after) { nodes { id } } } }`,
  ])('is led nowhere by forged cursors: %s', async (document) => {
    for (const after of CURSORS)
      for (const company of ['acme', 'outsider']) {
        const { data, errors } = await ask(shared.database, company, document, { after });
        expectTyped(errors, after.slice(0, 60));
        if (company === 'outsider') expect(JSON.stringify(data ?? {})).not.toMatch(/(?:tem|thr|msg|evt)_/);
      }
  });
});

describe('a company’s subgraph, given hostile texts', () => {
  let acme: TestCompany;
  let own: Headers;
  beforeAll(async () => {
    acme = await startTestCompany();
    own = await all(acme.passport(), acme.bearer());
  }, 90_000);
  afterAll(() => acme.stop());

  const known = {
    ...{
      teamId: TEAM,
      threadId: THREAD,
      messageId: MESSAGE,
      company: 'harbor',
      slug: 'words',
      query: 'roll',
    },
    ...{
      agentId: testId('agt', 'AHDDN'),
      sourceId: testId('kno', 'RVNBKS'),
      privateThreadId: testId('pth', 'THREAD'),
    },
  };
  const calls = (name: string) => hostileCalls(rootOf(schemaOf(contractSdl()), name), known);
  const run = async ({ document, variables, name }: HostileCall, text: string) => {
    const { errors } = await acme.ask(own, document, variables(text));
    expectTyped(errors as readonly Problem[] | undefined, `${name} ${text.slice(0, 40)}`);
  };

  it('takes or refuses them in each place of each mutation', async () => {
    const tables = Object.keys(await countRows(acme.databaseUrl));
    for (const call of calls('Mutation')) for (const text of FEW_TEXTS) await run(call, text);
    expect(Object.keys(await countRows(acme.databaseUrl))).toEqual(tables);
  }, 90_000);

  it('reads nothing else by them in its workspace, and changes nothing', async () => {
    const before = await countRows(acme.databaseUrl);
    for (const call of hostileCalls(rootOf(schemaOf(contractSdl()), 'Workspace'), known))
      for (const text of HOSTILE_TEXTS) {
        const document = call.document.replace(/\{ (.*) \}$/s, '{ workspace { $1 } }');
        await run({ ...call, document }, text);
      }
    const after = await countRows(acme.databaseUrl);
    expect(after).toEqual(before);
  }, 90_000);

  it.each([
    'searchKnowledge(query: "roll", after: $after) { nodes { rank } }',
    'searchPrivateMessages(query: "roll", after: $after) { nodes { rank } }',
    'disclosures(after: $after) { nodes { id } }',
    'disclosures(last: 3, before: $after) { nodes { id } }',
  ])('is led nowhere by forged cursors: %s', async (field) => {
    for (const after of CURSORS) {
      const { errors } = await acme.ask(own, `query ($after: String) { workspace { ${field} } }`, { after });
      expectTyped(errors as readonly Problem[] | undefined, after.slice(0, 60));
    }
  });
});
