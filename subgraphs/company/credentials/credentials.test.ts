import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CREDENTIAL_CHECK_PATH } from '#schema/wire/agent-credentials.ts';
import { TOKEN_TYPE } from '#schema/wire/credentials.ts';
import { openDatabase, type Database } from '../database.ts';
import { ACME, TEAM, TEST_TIME, testId, THREAD } from '../testkit/acme-scenario.ts';
import {
  all,
  FOREIGN,
  startTestCompany,
  type Headers,
  type Json,
  type TestCompany,
} from '../testkit/test-company.ts';

const AGENT = testId('agt', 'ASHARED');
const OTHER = testId('agt', 'AHDDN');
const LABEL = 'Zanzibar server';
const member = testId('psn', 'HDDN');

let acme: TestCompany;
let db: Database;
beforeAll(async () => {
  const people = ACME.people.map((one) => (one.id === member ? { ...one, role: 'MEMBER' as const } : one));
  acme = await startTestCompany({ ...ACME, people });
  db = openDatabase(acme.databaseUrl);
});
afterAll(async () => {
  await db.$disconnect();
  await acme.stop();
});

const as = (sub: string, kind: 'person' | 'agent' = 'person'): Promise<Headers> =>
  all(acme.passport({ caller: { sub, kind } }), acme.bearer({ sub, kind }));
const admin = () => as('person-shared');

interface Issued {
  readonly credential: { readonly id: string } | null;
  readonly secret: string | null;
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] | null }[];
}

async function change(name: string, input: object, headers = admin()): Promise<Issued> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const secret = name === 'issueAgentCredential' ? 'secret' : '';
  const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) {
    credential { id label createdAt createdBy { id } expiresAt revokedAt lastUsedAt } ${secret}
    userErrors { code path message } } }`;
  const { data, errors } = await acme.ask(await headers, query, { input: { ...input } });
  expect(errors).toBeUndefined();
  return data?.['it'] as Issued;
}

async function issue(agentId = AGENT, more: object = {}): Promise<{ id: string; secret: string }> {
  const { credential, secret, userErrors } = await change('issueAgentCredential', {
    agentId,
    label: LABEL,
    ...more,
  });
  expect(userErrors).toEqual([]);
  return { id: credential?.id ?? '', secret: secret ?? '' };
}

/** The issuer's word to Acme's subgraph, with other claims or another type. */
const word = (claims: Json = {}, typ: string = TOKEN_TYPE.issuer) =>
  acme.network.callerToken(claims, { typ });

async function check(secret: unknown, token?: string | null) {
  const authorization = `Bearer ${token ?? (await word())}`;
  const reply = await fetch(acme.url + CREDENTIAL_CHECK_PATH, {
    method: 'POST',
    headers: token === null ? {} : { authorization },
    body: typeof secret === 'string' ? JSON.stringify({ secret }) : JSON.stringify(secret),
  });
  return { status: reply.status, cache: reply.headers.get('cache-control'), text: await reply.text() };
}

const credentials = async (headers = admin(), field = 'id label revokedAt lastUsedAt createdBy { id }') => {
  const { data, errors } = await acme.ask(
    await headers,
    `{ workspace { agents { id credentials { ${field} } } } }`,
  );
  expect(errors).toBeUndefined();
  const agents = (data?.['workspace'] as { agents: { id: string; credentials: Json[] | null }[] } | null)
    ?.agents;
  return agents?.find(({ id }) => id === AGENT)?.credentials ?? null;
};

describe('a credential', () => {
  it('is issued with its secret, which is shown once and kept nowhere', async () => {
    const { credential, secret } = await change('issueAgentCredential', { agentId: AGENT, label: LABEL });
    expect(credential).toEqual({
      ...{
        id: expect.stringMatching(/^crd_acme_/),
        label: LABEL,
        createdBy: { id: testId('psn', 'SHARED') },
      },
      ...{ createdAt: '2026-03-05T12:00:00.000Z', expiresAt: '2026-06-03T12:00:00.000Z' },
      ...{ revokedAt: null, lastUsedAt: null },
    });
    expect(secret).toMatch(
      new RegExp(`^ank_acme_${String(credential?.id.slice('crd_acme_'.length))}_[\\w-]{43}$`),
    );
    expect(await credentials()).toContainEqual(expect.objectContaining({ id: credential?.id, label: LABEL }));
    await check(secret);
    const random = secret?.slice(-43) ?? '';
    for (const text of [await dump(), acme.logLines.join(''), JSON.stringify(await credentials())])
      expect([text.includes(random), text.length > 100]).toEqual([false, true]);
  });

  it.each<[string, object, string, string]>([
    ['no such agent', { agentId: testId('agt', 'ABSENT') }, 'NOT_FOUND', 'agentId'],
    ["another company's agent", { agentId: testId('agt', 'ASHARED', 'harbor') }, 'NOT_FOUND', 'agentId'],
    ['a person', { agentId: testId('psn', 'SHARED') }, 'NOT_FOUND', 'agentId'],
    ['a blank label', { label: '' }, 'INVALID_INPUT', 'label'],
    ['an end in the past', { expiresAt: '2026-03-05T11:00:00.000Z' }, 'INVALID_INPUT', 'expiresAt'],
  ])('is not issued for %s', async (_, input, code, field) => {
    const { secret, userErrors } = await change('issueAgentCredential', {
      agentId: AGENT,
      label: LABEL,
      ...input,
    });
    expect([secret, userErrors]).toEqual([null, [expect.objectContaining({ code, path: ['input', field] })]]);
  });

  it('is not issued for an archived agent, nor without bound', async () => {
    await change('issueAgentCredential', { agentId: OTHER, label: LABEL });
    await db.agent.update({ where: { id: OTHER }, data: { status: 'ARCHIVED' } });
    const refused = async (agentId: string) =>
      (await change('issueAgentCredential', { agentId, label: LABEL })).userErrors.map(({ code }) => code);
    expect(await refused(OTHER)).toEqual(['CONFLICT']);
    const away = testId('agt', 'AAWAY');
    for (let count = 0; count < 20; count += 1) await issue(away);
    expect(await refused(away)).toEqual(['CONFLICT']);
  });

  it('is the business of administrators: all others change nothing and see null', async () => {
    const { id } = await issue();
    const before = await dump();
    const others = [
      as('person-hddn'),
      as('agent-ashared', 'agent'),
      as('nobody-known'),
      acme.passport({ caller: { sub: 'person-shared', kind: 'person' } }),
      all(acme.passport(FOREIGN), acme.attested()),
      all(acme.passport(FOREIGN), acme.bearer({ sub: 'person-shared', kind: 'person' })),
    ];
    for (const headers of others) {
      const mutation = `mutation ($issue: IssueAgentCredentialInput!, $revoke: RevokeAgentCredentialInput!) {
        issueAgentCredential(input: $issue) { secret credential { id } userErrors { code } }
        revokeAgentCredential(input: $revoke) { credential { id } userErrors { code } } }`;
      const input = { issue: { agentId: AGENT, label: LABEL }, revoke: { credentialId: id } };
      const { text } = await acme.ask(await headers, mutation, input);
      for (const hidden of ['ank_', 'crd_', LABEL]) expect(text).not.toContain(hidden);
      expect(await credentials(headers)).toBeNull();
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Agent { credentials { id label } } } }`;
      const entity = await acme.ask(await headers, query, { r: [{ __typename: 'Agent', id: AGENT }] });
      expect(entity.text).not.toContain('crd_');
    }
    expect(await dump()).toBe(before);
  });
});

describe('checking a credential', () => {
  it('tells the issuer whose it is and how far that agent reaches', async () => {
    const { id, secret } = await issue();
    const { status, cache, text } = await check(secret);
    expect([status, cache]).toEqual([200, 'no-store']);
    const reach = { read: [TEAM], post: [THREAD] };
    expect(JSON.parse(text)).toEqual({
      ...{ subject: 'agent-ashared', name: 'ASHARED agent', reach },
      credential: id,
    });
    const used = (await credentials())?.find((one) => one['id'] === id);
    expect(used).toMatchObject({ lastUsedAt: new Date(TEST_TIME).toISOString() });
  });

  it('leaves the reach out for an agent that is not narrowed', async () => {
    const { secret } = await issue();
    const lines = await db.agentPermission.findMany({ where: { agentId: AGENT } });
    await db.agentPermission.deleteMany({ where: { agentId: AGENT } });
    expect(JSON.parse((await check(secret)).text)).not.toHaveProperty('reach');
    await db.agentPermission.createMany({ data: lines });
  });

  it('answers alike for all that get no token', async () => {
    const one = await issue();
    const [revoked, expired] = [await issue(), await issue()];
    const paused = { where: { id: AGENT }, data: { status: 'PAUSED' as const } };
    expect((await change('revokeAgentCredential', { credentialId: revoked.id })).userErrors).toEqual([]);
    const past = { createdAt: new Date(0), expiresAt: new Date(TEST_TIME) };
    await db.agentCredential.update({ where: { id: expired.id }, data: past });
    const random = one.secret.slice(-43);
    const none = [
      revoked.secret,
      expired.secret,
      one.secret.slice(0, -43) + revoked.secret.slice(-43),
      one.secret.replace(/^ank_acme_.{26}/, `ank_acme_${'0'.repeat(26)}`),
      one.secret.replace('acme', 'harbor'),
      random,
      one.id,
      '',
      '\0',
    ];
    const replies = [];
    for (const secret of none) replies.push(await check(secret));
    await db.agent.update(paused);
    replies.push(await check(one.secret));
    await db.agent.update({ ...paused, data: { status: 'ARCHIVED' } });
    replies.push(await check(one.secret));
    await db.agent.update({ ...paused, data: { status: 'ACTIVE' } });
    for (const reply of replies) expect(reply).toEqual({ status: 404, cache: null, text: '' });
    expect((await check(one.secret)).status).toBe(200);
    const unused = await db.agentCredential.findUnique({ where: { id: revoked.id } });
    expect(unused?.lastUsedAt).toBeNull();
  });

  it('is for the issuer alone', async () => {
    const { secret } = await issue();
    const now = TEST_TIME / 1000;
    const { network } = acme;
    const words = [
      null,
      'a.b.c',
      await word({}, 'JWT'),
      await acme.network.callerToken({ sub: 'person-shared', kind: 'person' }),
      await word({ aud: 'agent-network:company:harbor' }),
      await word({ iss: 'http://issuer.test/other' }),
      await word({ exp: now + 61 }),
      await word({ iat: now - 120, exp: now - 60 }),
      await network.passport({}, { typ: TOKEN_TYPE.issuer }),
      await network.callerToken({}, { typ: TOKEN_TYPE.issuer, by: 'gateway' }),
      await network.callerToken({}, { typ: TOKEN_TYPE.issuer, by: 'shared' }),
      await network.callerToken({}, { typ: TOKEN_TYPE.issuer, by: 'stranger' }),
    ];
    for (const token of words) expect((await check(secret, token)).status).toBe(401);
    expect((await check(secret)).status).toBe(200);
  });

  it('takes the issuer’s word for no caller', async () => {
    const authorization = `Bearer ${await word({ sub: undefined, kind: undefined })}`;
    const headers = await all(acme.passport(), { authorization });
    expect((await acme.ask(headers, '{ workspace { agents { id } } }')).data).toEqual({ workspace: null });
  });

  it.each([[null], [[]], [{}], [{ secret: 7 }], [{ secret: 'x'.repeat(201) }]])(
    'wants a secret, which %j is not',
    async (body) => expect((await check(body)).status).toBe(400),
  );
});

describe('revoking a credential', () => {
  it('is done once, and again without harm', async () => {
    const { id } = await issue();
    const first = await change('revokeAgentCredential', { credentialId: id });
    expect(first).toMatchObject({
      credential: { id, revokedAt: '2026-03-05T12:00:00.000Z' },
      userErrors: [],
    });
    expect(await change('revokeAgentCredential', { credentialId: id })).toEqual(first);
  });

  it.each([testId('crd', 'ABSENT'), testId('crd', 'ABSENT', 'harbor'), 'probe'])(
    'finds no %s',
    async (id) => {
      const { credential, userErrors } = await change('revokeAgentCredential', { credentialId: id });
      expect([credential, userErrors.map(({ code }) => code)]).toEqual([null, ['NOT_FOUND']]);
    },
  );
});

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`;
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ line: string }[]>(
      `SELECT t::text AS line FROM "${name}" AS t ORDER BY 1`,
    );
    texts.push(name, ...rows.map(({ line }) => line));
  }
  return texts.join('\n');
}
