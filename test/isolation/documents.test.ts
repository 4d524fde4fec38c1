import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runList, runPush } from '#cli/documents/document-commands.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { asRegistry } from '#subgraphs/shared/access/row-security.ts';
import { exchangeCredential } from '#test/testkit/agent-exchange.ts';
import { post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

let network: TestNetwork;
let folder: string;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'agent-network-documents-'));
  network = await startTestNetwork();
  for (const company of ['acme', 'harbor'])
    await writeFile(inFolder(`${company}.jwk`), JSON.stringify(network.companyKey(company).privateJwk));
}, 120_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const said: string[] = [];
const terminal = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
const tools = { fetch, clock: Date.now, dataDir: '/nowhere' };
const by = (company: string, key = company) => ({
  ...{ company, key: inFolder(`${key}.jwk`), sharedUrl: network.sharedUrl, author: 'delivery' },
  json: true,
});
const answered = (): unknown => JSON.parse(said.at(-1) ?? '');

async function push(text: string, source = by('acme')) {
  await writeFile(inFolder('next.graphql'), text);
  return runPush({ ...source, sources: [inFolder('next.graphql')] }, terminal, tools);
}

const LEADS: Readonly<Record<string, string>> = { acme: 'project-lead', harbor: 'delivery-lead' };

async function send(company: string, body: object, claims: Record<string, unknown> = {}) {
  const authorization = `Bearer ${await network.tokenOf(company, LEADS[company] ?? '', claims)}`;
  const { json } = await post(`${network.gatewayUrl}/graphql`, body, { authorization });
  return { data: json.data, codes: json.errors?.map(({ extensions }) => extensions?.['code']), json };
}

const ME = 'query Me {\n  me {\n    subject\n  }\n}';
const CASES = 'query Cases {\n  acmeCases {\n    nodes {\n      id\n    }\n  }\n}';
const hash = sha256(ME);
const apq = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

/** Changes what the registry says of a company, and waits until the gateway has heard of it. */
async function setRow(company: string, data: Record<string, unknown>, heard: () => Promise<boolean>) {
  const database = openDatabase(network.databases.get('shared')?.runtimeUrl ?? '');
  await asRegistry(database, (transaction) => transaction.company.update({ where: { slug: company }, data }));
  await database.$disconnect();
  await until(heard);
}

async function until(heard: () => Promise<boolean>) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await heard()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the gateway has not heard of it');
}

describe('trusted documents', () => {
  it('are run by their hash for the company that registered them, in every spelling', async () => {
    expect(await push(`query   Me { me { subject } }\n${CASES}`)).toBe(0);
    expect(answered()).toMatchObject({ documents: [{ hash, name: 'Me', added: true }, { name: 'Cases' }] });
    await until(async () => (await send('acme', { documentId: hash })).data !== undefined);
    const bodies = [{ documentId: `sha256:${hash}` }, apq(hash), { ...apq(hash), query: ME }];
    for (const body of bodies) {
      expect((await send('acme', body)).data).toEqual({ me: { subject: 'project-lead' } });
    }
  });

  it("are nobody else's: not found, and not listed", async () => {
    for (const known of [hash, sha256(CASES)]) {
      const unknown = await send('harbor', { documentId: known });
      expect(unknown.json).toEqual((await send('harbor', { documentId: 'f'.repeat(64) })).json);
      expect(unknown.codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    }
    await runList(by('harbor'), terminal, tools);
    expect(answered()).toEqual({ documents: [] });
    await runList(by('acme'), terminal, tools);
    expect(answered()).toMatchObject({ documents: [{ name: 'Cases' }, { name: 'Me', hash, text: ME }] });
  });

  it("are pushed with the company's own key alone, and fit its own view", async () => {
    await expect(push(ME, by('acme', 'harbor'))).rejects.toThrow('does not know this key');
    expect(await push(`${ME} ${CASES}`, by('harbor'))).toBe(1);
    expect(answered()).toMatchObject({ documents: [], refused: [{ at: 1 }] });
    await runList(by('harbor'), terminal, tools);
    expect(answered()).toEqual({ documents: [] });
  });

  it('are never registered by sending them, and a text is the one of its hash', async () => {
    const text = '{ me { subject } }';
    expect((await send('harbor', { ...apq(sha256(text)), query: text })).data).toBeTruthy();
    expect((await send('harbor', apq(sha256(text)))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await send('acme', { ...apq(hash), query: text })).codes).toEqual([
      'PERSISTED_QUERY_HASH_MISMATCH',
    ]);
    expect((await send('acme', { documentId: 'md5:1' })).codes).toEqual(['BAD_REQUEST']);
  });

  it("narrow a credential to those that it names, of its own company's", async () => {
    const narrow = { documents: [hash] };
    expect((await send('acme', { documentId: hash }, narrow)).data).toBeTruthy();
    expect((await send('acme', { documentId: sha256(CASES) }, narrow)).codes).toEqual([
      'DOCUMENT_NOT_ALLOWED',
    ]);
    expect((await send('acme', { query: ME }, narrow)).codes).toEqual(['DOCUMENT_NOT_ALLOWED']);
    expect((await send('acme', { documentId: hash }, { documents: [] })).codes).toEqual([
      'DOCUMENT_NOT_ALLOWED',
    ]);
    expect((await send('harbor', { documentId: hash }, narrow)).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await send('harbor', { ...apq(hash), query: ME }, narrow)).codes).toEqual([
      'TRUSTED_DOCUMENTS_ONLY',
    ]);
  });
});

describe("an agent's credential for named documents", () => {
  const issue = `mutation ($input: IssueAgentCredentialInput!) {
    issueAgentCredential(input: $input) { secret credential { documents } userErrors { code path } }
  }`;

  async function issued(documents: readonly string[]) {
    const lead = await network.tokenOf('acme', 'project-lead');
    const { json } = await network.ask(lead, '{ workspace { agents { id name } } }');
    const { agents } = json.data?.['workspace'] as { agents: { id: string; name: string }[] };
    const agentId = agents.find(({ name }) => name === 'Customer Ops Agent')?.id;
    const given = await network.ask(lead, issue, { input: { agentId, label: 'One question', documents } });
    return given.json.data?.['issueAgentCredential'] as {
      secret: string | null;
      credential: { documents: string[] } | null;
      userErrors: { code: string; path: string[] }[];
    };
  }

  it('runs these, by every name, and refuses all others with the code', async () => {
    const { secret, credential } = await issued([hash]);
    expect(credential).toEqual({ documents: [hash] });
    const party = {
      signer: network.credentials.issuerSigner('acme'),
      subgraphUrl: network.companyUrl('acme'),
    };
    const { token } = await exchangeCredential('acme', secret ?? '', party);
    const asAgent = async (body: object) => {
      const authorization = `Bearer ${token ?? ''}`;
      const { json } = await post(`${network.gatewayUrl}/graphql`, body, { authorization });
      return { data: json.data, codes: json.errors?.map(({ extensions }) => extensions?.['code']) };
    };
    const get = async (parameters: Record<string, string>) => {
      const headers = { authorization: `Bearer ${token ?? ''}`, 'apollo-require-preflight': 'yes' };
      const search = new URLSearchParams(parameters).toString();
      const reply = await fetch(`${network.gatewayUrl}/graphql?${search}`, { headers });
      return (await reply.json()) as { data?: unknown };
    };
    const mine = { me: { subject: 'customer-ops-agent' } };
    for (const body of [
      { documentId: `sha256:${hash}` },
      { documentId: hash },
      apq(hash),
      { ...apq(hash), query: ME },
    ])
      expect((await asAgent(body)).data).toEqual(mine);
    expect((await get({ documentId: `sha256:${hash}` })).data).toEqual(mine);
    expect((await get({ extensions: JSON.stringify(apq(hash).extensions) })).data).toEqual(mine);

    const others = [
      ...[{ documentId: sha256(CASES) }, apq(sha256(CASES)), { ...apq(sha256(CASES)), query: CASES }],
      ...[{ query: ME }, { query: CASES }, { query: '{ __typename }' }, { documentId: 'f'.repeat(64) }],
    ];
    for (const body of others) expect(await asAgent(body)).toEqual({ codes: ['DOCUMENT_NOT_ALLOWED'] });
    expect(await asAgent({ ...apq(hash), query: CASES })).toEqual({
      codes: ['PERSISTED_QUERY_HASH_MISMATCH'],
    });
    expect(await asAgent({ documentId: hash, ...apq(sha256(CASES)) })).toEqual({ codes: ['BAD_REQUEST'] });
  });

  it('is not issued for what is no hash', async () => {
    for (const documents of [['Me'], Array.from({ length: 101 }, () => hash)])
      expect(await issued(documents)).toMatchObject({
        ...{ secret: null, credential: null, userErrors: [{ code: 'INVALID_INPUT' }] },
      });
  });
});

describe("a company's own rules", () => {
  const limited = async () => (await send('acme', { query: '{ x: __typename }' })).codes?.[0] !== undefined;

  it('are the only documents that its callers run, and change nothing for others', async () => {
    await setRow('acme', { documentPolicy: 'TRUSTED_ONLY' }, limited);
    expect((await send('acme', { query: ME })).codes).toEqual(['TRUSTED_DOCUMENTS_ONLY']);
    expect((await send('acme', { query: 'not {{ GraphQL' })).codes).toEqual(['TRUSTED_DOCUMENTS_ONLY']);
    expect((await send('acme', { documentId: hash })).data).toBeTruthy();
    expect((await send('harbor', { query: ME })).data).toBeTruthy();
    await setRow('acme', { documentPolicy: 'OPEN' }, async () => !(await limited()));
  });

  it('limit its own operations, with the figure, before anything is asked', async () => {
    await setRow('acme', { limits: { depth: 1, aliases: 0 } }, () => Promise.resolve(true));
    await setRow(
      'acme',
      { limits: { depth: 1 } },
      async () => (await send('acme', { query: ME })).data === undefined,
    );
    const sent = network.sent.length;
    const { json } = await send('acme', { query: ME });
    expect(json.errors).toEqual([
      expect.objectContaining({ extensions: { code: 'LIMIT_DEPTH', limit: 1, measured: 2 } }),
    ]);
    expect(network.sent.slice(sent).filter(({ url }) => url.endsWith('/graphql'))).toEqual([]);
    expect((await send('harbor', { query: ME })).data).toBeTruthy();
    await setRow('acme', { limits: {} }, async () => (await send('acme', { query: ME })).data !== undefined);
  });

  it('say who may introspect, and who is told what a name may have meant', async () => {
    const wrong = { query: '{ me { subjct } }' };
    expect((await send('acme', wrong)).json.errors?.[0]?.message).toContain('Did you mean "subject"?');
    const agent = await send('acme', wrong, { kind: 'agent' });
    expect(agent.json.errors?.[0]?.message).toBe('Cannot query field "subjct" on type "Caller".');
    const schema = { query: '{ __schema { queryType { name } } }' };
    await setRow(
      'acme',
      { introspection: false },
      async () => (await send('acme', schema)).data === undefined,
    );
    expect((await send('acme', schema)).codes).toEqual(['INTROSPECTION_NOT_SERVED']);
    expect(JSON.stringify((await send('acme', wrong)).json)).not.toContain('Did you mean');
    expect((await send('harbor', schema)).data).toBeTruthy();
  });
});
