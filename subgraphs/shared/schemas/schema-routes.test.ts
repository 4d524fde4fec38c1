import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { companyRequestClaims, COMPANY_REQUEST_TYPE } from '#schema/wire/company-requests.ts';
import { SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import {
  historyReply,
  OPERATOR_AUDIENCE,
  publishReply,
  SCHEMA_REQUEST_HEADER,
  type PublishReply,
  type SchemaPath,
} from '#schema/wire/schema-registry.ts';
import { servedNetwork } from '#schema/wire/served-network.ts';
import { companySdl, contractSdl } from '#schema/sdl.ts';
import { publicKeyOf } from '../registry/company-key-rules.ts';
import { registerCompanies } from '../seed.ts';
import { keyOf } from '../testing/company-word.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';
import {
  publication,
  SCHEMA_PATHS,
  sendSchemaWord,
  signSchemaWord,
  type SchemaWord,
} from '../testing/schema-word.ts';
import { makeKey } from '../testing/test-credentials.ts';
import { COMPANIES } from '../testing/test-shared.ts';

const operator = await makeKey('operator-1');
let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared({ operatorKeys: [publicKeyOf(operator)] });
  await registerCompanies(
    shared.database,
    COMPANIES.map((company) => ({ ...company, sdl: contractSdl() })),
  );
});
afterAll(() => shared.stop());

/** A realm with one type of its own, and the fields given. */
const realm = (prefix: string, ...fields: string[]) =>
  companySdl(`
    """A ship."""
    type ${prefix}Ship {
      ${fields.map((field) => `"""What it has."""\n${field}: String`).join('\n')}
    }
    extend type Workspace {
      """The ships."""
      ${prefix.toLowerCase()}Ship: ${prefix}Ship
    }
  `);

const acme = { company: 'acme', key: keyOf('acme') };
const send = (path: SchemaPath, body: unknown, word?: SchemaWord, who = acme) =>
  sendSchemaWord(shared.url, path, who, body, word);
const publish = async (sdl: string, who = acme): Promise<PublishReply> =>
  publishReply.parse((await send(SCHEMA_PATHS.publish, publication(sdl), {}, who)).json);
const historyOf = async (who = acme) =>
  historyReply.parse((await send(SCHEMA_PATHS.history, {}, {}, who)).json);
const servedHash = async (slug = 'acme') =>
  (await shared.rows.company.findUniqueOrThrow({ where: { slug } })).schemaHash;

describe('publishing a schema', () => {
  it('serves what passes, and keeps what was served before', async () => {
    const before = await historyOf();
    const { version, served } = await publish(realm('Acme', 'mast'));
    expect(version).toMatchObject({ accepted: true, author: 'lead', message: 'a change', company: 'acme' });
    expect([served, version.previous]).toEqual([version.version, before.served]);
    expect(await servedHash()).toBe(version.hash);
    expect((await historyOf()).versions.map((each) => each.version)).toEqual(
      [version, ...before.versions].map((each) => each.version),
    );
  }, 60_000);

  it.each([
    ['what is not the contract', () => 'type Query { workspace: String }', 'contract'],
    [
      'what another owns',
      () =>
        `${contractSdl()}\nextend type Team @key(fields: "id") { id: ID! name: String! @override(from: "shared") }`,
      'contract',
    ],
    ["another company's realm", () => realm('Harbor', 'mast'), 'contract'],
    ['what is no SDL', () => 'type {', null],
  ])('refuses %s, and what is served stays', async (_, sdl, kind) => {
    const [hash, { served }] = [await servedHash(), await historyOf()];
    const reply = await publish(sdl());
    expect(reply).toMatchObject({ served, version: { accepted: false } });
    expect(reply.version.report?.passed).toBe(false);
    if (kind !== null) expect(reply.version.report?.findings.map((each) => each.kind)).toContain(kind);
    expect(await servedHash()).toBe(hash);
    expect((await historyOf()).versions[0]).toEqual(reply.version);
    expect(await shared.rows.companySchema.count({ where: { hash: reply.version.hash } })).toBe(
      sdl().startsWith('type Query') ? 1 : 0,
    );
  });

  it('is done once for each request', async () => {
    const body = publication(realm('Acme', 'mast', 'keel'));
    const [first, second] = [await send(SCHEMA_PATHS.publish, body), await send(SCHEMA_PATHS.publish, body)];
    expect(first.status).toBe(200);
    expect(second).toEqual(first);
    const other = await send(SCHEMA_PATHS.publish, { ...body, message: 'another' });
    expect(other).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
  });

  it('goes back to an earlier version, as a new one that is checked again', async () => {
    const first = await publish(realm('Acme', 'mast', 'keel', 'anchor'));
    await publish(realm('Acme', 'mast', 'keel', 'anchor', 'bell'));
    const { version } = publishReply.parse(
      (
        await send(SCHEMA_PATHS.rollback, {
          requestId: publication('').requestId,
          version: first.version.version,
        })
      ).json,
    );
    expect(version).toMatchObject({
      ...{ accepted: true, origin: 'ROLLED_BACK', restored: first.version.version, hash: first.version.hash },
      diff: { breaking: 1 },
    });
    expect(await servedHash()).toBe(first.version.hash);
    const missing = { requestId: publication('').requestId, version: 9999 };
    expect(await send(SCHEMA_PATHS.rollback, missing)).toMatchObject({ status: 404 });
  });

  it('is not undone by a registration that says what was registered before', async () => {
    const { version } = await publish(realm('Acme', 'mast', 'keel', 'anchor', 'sail'));
    await registerCompanies(shared.database, [{ ...COMPANIES[0], sdl: contractSdl() } as never]);
    expect(await servedHash()).toBe(version.hash);
  });

  it('takes nothing that is larger than an SDL may be', async () => {
    const count = await shared.rows.schemaVersion.count();
    const large = `${contractSdl()}\n#${'x'.repeat(1_048_576)}`;
    expect((await publish(large)).version).toMatchObject({ accepted: false, report: { passed: false } });
    const body = JSON.stringify(publication('x'.repeat(10_000_000)));
    const response = await fetch(`${shared.url}${SCHEMA_PATHS.publish}`, { method: 'POST', body }).catch(
      () => null,
    );
    expect(response?.status ?? 413).toBe(413);
    expect(await shared.rows.schemaVersion.count()).toBe(count + 1);
  });
});

describe('a company that publishes too often', () => {
  const harbor = { company: 'harbor', key: keyOf('harbor') };
  const offer = (more: object = {}) => publication(`type ${'{'.repeat(3)}`, more);
  const statusOf = async (body: unknown, who = harbor, path: SchemaPath = SCHEMA_PATHS.publish) =>
    (await send(path, body, {}, who)).status;
  const bucket = (): Promise<Date> =>
    shared.rows.postRate
      .findUniqueOrThrow({
        where: { companySlug_participantId: { companySlug: 'harbor', participantId: 'publications' } },
      })
      .then(({ fullAt }) => fullAt);
  const allowed = (publicationsPerHour: number) =>
    shared.rows.company.update({ where: { slug: 'harbor' }, data: { limits: { publicationsPerHour } } });

  it('is told when to come again, before anything is checked', async () => {
    await allowed(2);
    const [first, second] = [offer(), offer()];
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200]);
    const count = await shared.rows.schemaVersion.count();
    const body = JSON.stringify(offer());
    const token = await signSchemaWord(SCHEMA_PATHS.publish, harbor, body);
    const headers = { [SCHEMA_REQUEST_HEADER]: token };
    const refused = await fetch(shared.url + SCHEMA_PATHS.publish, { method: 'POST', headers, body });
    const seconds = Number(refused.headers.get('retry-after'));
    expect([refused.status, await refused.json()]).toEqual([
      429,
      {
        code: 'RATE_LIMITED',
        message: `Your company has published too often. Try again in ${seconds} s.`,
      },
    ]);
    // One of two comes back in half an hour.
    expect(seconds).toBeGreaterThan(1700);
    expect(seconds).toBeLessThanOrEqual(1800);
    expect(await shared.rows.schemaVersion.count()).toBe(count);
    const rollback = { requestId: publication('').requestId, version: 1 };
    expect(await statusOf(rollback, harbor, SCHEMA_PATHS.rollback)).toBe(429);
    const push = { documents: ['query Me { me { subject } }'] };
    expect(await statusOf(push, harbor, SCHEMA_PATHS.pushDocuments)).toBe(429);
    // What was done before is told again, and what costs no check is answered.
    expect([await statusOf(first), await statusOf({}, harbor, SCHEMA_PATHS.history)]).toEqual([200, 200]);
  });

  it('loses nothing by what was refused, and keeps nobody else from it', async () => {
    const full = await bucket();
    expect([await statusOf(offer()), await statusOf(offer(), acme)]).toEqual([429, 200]);
    expect(await bucket()).toEqual(full);
    await shared.rows.$executeRaw`
      UPDATE post_rates SET full_at = full_at - interval '30 min' WHERE company_slug = 'harbor'`;
    expect([await statusOf(offer()), await statusOf(offer())]).toEqual([200, 429]);
  });
});

describe('a request to the registry of schemas', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const everything = async () => [await servedHash(), await shared.rows.schemaVersion.count()];

  it.each<[string, SchemaWord, typeof acme?]>([
    ["another company's key", {}, { company: 'acme', key: keyOf('harbor') }],
    ['the body of another request', { signedBody: '{}' }],
    ['a word for another address', { signedPath: SCHEMA_PATHS.fetch }],
    ['a word for the shared layer at large', { claims: { aud: SHARED_AUDIENCE } }],
    ['the type of a company request', { typ: COMPANY_REQUEST_TYPE }],
    ['an expired word', { claims: { iat: now() - 120, exp: now() - 60 } }],
    ['a word that lives too long', { claims: { exp: now() + 3600 } }],
    ['the name of the operator', { claims: { iss: OPERATOR_AUDIENCE } }],
    ['nobody behind it', { claims: { actor: undefined } }],
  ])('is refused with %s, and nothing is done', async (_, word, who = acme) => {
    const before = await everything();
    const answer = await send(SCHEMA_PATHS.publish, publication(realm('Acme', 'theft')), word, who);
    expect(answer).toEqual({ status: 401, json: null });
    expect(await everything()).toEqual(before);
  });

  it('is no company request', async () => {
    const token = await signSchemaWord(SCHEMA_PATHS.publish, acme, '{}', { typ: COMPANY_REQUEST_TYPE });
    const headers = { 'agent-network-company-request': token };
    const { status } = await fetch(`${shared.url}/company-requests`, { method: 'POST', headers, body: '{}' });
    expect([status, Object.keys(companyRequestClaims.shape).includes('body')]).toEqual([401, true]);
  });

  it('ends with its key, at once', async () => {
    const [old, next] = [keyOf('nimbus'), await makeKey('nimbus-2')];
    const nimbus = COMPANIES.find(({ slug }) => slug === 'nimbus');
    const registered = { ...nimbus, sdl: contractSdl(), keys: [next] } as never;
    await registerCompanies(shared.database, [registered]);
    const status = async (key: typeof old) =>
      (await send(SCHEMA_PATHS.history, {}, {}, { company: 'nimbus', key })).status;
    expect([await status(old), await status(next)]).toEqual([401, 200]);
  });

  it('shows a company what is its own alone', async () => {
    const { version } = await publish(realm('Acme', 'mast', 'keel', 'anchor', 'sail', 'flag'));
    const harbor = { company: 'harbor', key: keyOf('harbor') };
    for (const body of [{}, { company: 'acme' }]) {
      const { json } = await send(SCHEMA_PATHS.fetch, body, {}, harbor);
      const { companies, documents } = servedNetwork.parse(json);
      expect([companies.map(({ company }) => company), documents]).toEqual([['harbor'], []]);
      expect(JSON.stringify(json)).not.toContain('AcmeShip');
      const history = await send(SCHEMA_PATHS.history, body, {}, harbor);
      expect(JSON.stringify(history.json)).not.toContain(version.hash);
    }
    const stolen = { requestId: publication('').requestId, version: version.version };
    const { status } = await send(SCHEMA_PATHS.rollback, stolen, {}, harbor);
    expect(status).toBe(404);
  });

  it('shows the operator everything, and takes nothing of it', async () => {
    const word = { claims: { iss: OPERATOR_AUDIENCE } };
    const who = { company: '', key: operator };
    const all = servedNetwork.parse((await send(SCHEMA_PATHS.fetch, {}, word, who)).json);
    expect(all.companies.map(({ company }) => company)).toEqual(['acme', 'harbor', 'nimbus', 'outsider']);
    const own = historyReply.parse((await send(SCHEMA_PATHS.history, { company: null }, word, who)).json);
    expect(own.versions).toMatchObject([{ company: null, version: 1, origin: 'REGISTERED', accepted: true }]);
    const refused = await send(SCHEMA_PATHS.publish, publication(contractSdl()), word, who);
    expect(refused.status).toBe(401);
  });

  it.each<[string, SchemaPath, unknown]>([
    ['no JSON', SCHEMA_PATHS.publish, 'x'],
    ['no message', SCHEMA_PATHS.publish, { ...publication('type'), message: ' ' }],
    ['half a character', SCHEMA_PATHS.publish, publication('"\ud800"')],
    ['a message that no database holds', SCHEMA_PATHS.publish, { ...publication('type'), message: 'a\0' }],
    ['a version that is none', SCHEMA_PATHS.rollback, { requestId: publication('').requestId, version: 0 }],
  ])('is refused for good with %s', async (_, path, body) => {
    expect(await send(path, body)).toMatchObject({ status: 400, json: { code: 'INVALID_INPUT' } });
  });

  it('leaves no word of itself in the log', () => {
    const text = shared.lines.join('');
    for (const secret of ['AcmeShip', 'a change', 'eyJ']) expect(text).not.toContain(secret);
  });
});
