import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRegistryClient } from '#cli/schema/registry/registry-client.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { cookieKinds } from '#gateway/sign-in/cookie-rules.ts';
import { createSealing } from '#gateway/sign-in/sealing.ts';
import { SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { companyStanding } from '#schema/wire/standing.ts';
import type { IssuingCompany } from './changing-issuers.ts';
import type { TestKey } from './network-keys.ts';
import { post } from './network.ts';
import type { RollingNetwork } from './rolling-network.ts';

/** Asks once; says what was wrong. */
export type Asking = () => Promise<string | null>;

const OWN = '{ me { subject } workspace { agents { name } } team(slug: "acme-rollout") { name } }';
const FOREIGN = `{ team(slug: "acme-rollout") { threads(first: 1) { nodes { participants { agent { name } } } } } }`;
const POST =
  'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { code } } }';
const SESSION_SECONDS = 3600;

/** Keys as programs and the command line find them: in files. */
export interface KeyFiles extends Disposable {
  of(key: TestKey): string;
  readonly folder: string;
}

export function createKeyFiles(): KeyFiles {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-keys-'));
  return {
    folder,
    of({ privateJwk }) {
      const file = path.join(folder, `${privateJwk.kid ?? ''}.jwk.json`);
      if (!existsSync(file)) writeFileSync(file, JSON.stringify(privateJwk), { mode: 0o600 });
      return file;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What is asked all the time: own data, another company's, a write, a company in its own name, a browser's session. */
export async function rollingRequests(
  network: RollingNetwork,
  files: KeyFiles,
): Promise<Readonly<Record<string, Asking>>> {
  let posts = 0;
  const postOnce = () => {
    const input = { threadId: ROLLOUT.thread, body: 'Under way', idempotencyKey: `rolling-${(posts += 1)}` };
    return ask(network, ['acme', 'project-lead'], POST, { input });
  };
  return {
    own: () => ask(network, ['acme', 'project-lead'], OWN),
    foreign: () => ask(network, ['harbor', 'delivery-lead'], FOREIGN),
    post: postOnce,
    standing: () => standing(network, files),
    refresh: await browser(network),
  };
}

/** Asks as somebody of the scenario, with a token made for it. */
async function ask(
  { gatewayUrl, issuers }: RollingNetwork,
  [company, subject]: readonly [IssuingCompany, string],
  query: string,
  variables = {},
): Promise<string | null> {
  const authorization = `Bearer ${await issuers.tokenOf(company, subject)}`;
  const { status, json, text } = await post(`${gatewayUrl}/graphql`, { query, variables }, { authorization });
  const { postMessage: posted } = (json.data ?? {}) as { postMessage?: { message: object | null } };
  const whole = status === 200 && json.errors === undefined && posted?.message !== null;
  return whole ? null : `${status} ${text}`;
}

/** In a company's own name. */
async function standing({ keys, sharedUrl }: RollingNetwork, files: KeyFiles): Promise<null> {
  const source = { sharedUrl, company: 'acme', author: 'a test', key: files.of(keys.acme.signing) };
  const tools = { fetch, clock: () => Date.now(), dataDir: files.folder };
  const client = await createRegistryClient(source, tools);
  await client(SCHEMA_PATHS.standing, {}, companyStanding);
  return null;
}

/** A browser stays signed in; with what it was given by whichever gateway. */
async function browser({ gatewayUrl, keys }: RollingNetwork): Promise<Asking> {
  const { name } = cookieKinds(gatewayUrl).session;
  const session = { company: 'acme', refreshToken: 'anything', since: Math.floor(Date.now() / 1000) };
  const sealing = createSealing([keys.gateway.signing.privateJwk], 'session', () => Date.now());
  let cookie = `${name}=${await sealing.seal(session, SESSION_SECONDS)}`;
  return async () => {
    const headers = { 'content-type': 'application/json', cookie };
    const answer = await fetch(`${gatewayUrl}/auth/token`, { method: 'POST', headers, body: '{}' });
    const text = await answer.text();
    if (answer.status !== 200 || !text.startsWith('{"token":"')) return `${answer.status} ${text}`;
    cookie =
      answer.headers
        .getSetCookie()
        .find((one) => one.startsWith(`${name}=`))
        ?.split(';')[0] ?? '';
    return null;
  };
}
