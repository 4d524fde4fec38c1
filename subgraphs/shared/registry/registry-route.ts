import type { JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import {
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { sharedSdl } from '#schema/sdl.ts';
import {
  REGISTRY_SIGNATURE_SECONDS,
  REGISTRY_SIGNATURE_TYPE,
  type RegistryContents,
} from '#schema/wire/registry.ts';
import { createVerifier, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { jsonReply, type HttpReply, type HttpRequest, type Route } from '#subgraphs/kit/http-server.ts';
import type { Database } from '../database.ts';
import type { RegistryChanges } from './registry-changes.ts';
import { etagOf, matchesVersion, registryOf } from './registry-rules.ts';
import { readRegistry } from './registry-store.ts';

const BEARER = /^Bearer ([^\s]+)$/i;

/** What the registry's routes take from the program. */
export interface RegistryRouteTools {
  readonly database: Database;
  /** The gateway's. */
  readonly keys: JWTVerifyGetKey;
  readonly clock: Clock;
  /** Signs the version, so that a gateway may keep the contents. */
  readonly signer: Signer;
  readonly changes: RegistryChanges;
}

/**
 * `GET /registry`: every company, its issuer, address and SDL; 304 for a known version. `GET /registry/changes` tells the
 * version, as soon as it is another than the known one, or after {@link LONGEST_WAIT_MS}. For a gateway's own token alone.
 */
export function createRegistryRoutes(tools: RegistryRouteTools): Route[] {
  const isGateway = gatewayCheck(tools);
  const sdl = sharedSdl();
  const contents = async () => {
    const { companies, schemas } = await readRegistry(tools.database);
    return registryOf(sdl, companies, schemas);
  };
  return [
    {
      method: 'GET',
      path: '/registry',
      handle: async (request) =>
        (await isGateway(request)) ? answer(request, await contents(), tools) : { status: 401 },
    },
    {
      method: 'GET',
      path: '/registry/changes',
      handle: async (request) =>
        (await isGateway(request)) ? waitForChange(request, contents, tools) : { status: 401 },
    },
  ];
}

/** Tells a gateway's own requests from all others. */
export function gatewayCheck({
  keys,
  clock,
}: Pick<RegistryRouteTools, 'keys' | 'clock'>): (request: HttpRequest) => Promise<boolean> {
  const verify = createVerifier({
    issuer: GATEWAY_AUDIENCE,
    audience: SHARED_AUDIENCE,
    keys,
    claims: z.object({ exp: z.number() }),
    clock,
    typ: TOKEN_TYPE.gateway,
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
  });
  return async (request) => {
    const token = BEARER.exec(request.header('authorization') ?? '')?.[1];
    return token !== undefined && (await verify(token)) !== null;
  };
}

async function answer(
  request: HttpRequest,
  contents: RegistryContents,
  { signer, clock }: RegistryRouteTools,
): Promise<HttpReply> {
  const { version } = contents;
  const headers = { etag: etagOf(version), 'cache-control': 'private, no-cache' };
  if (matchesVersion(request.header('if-none-match'), version)) return { status: 304, headers };
  const reply = jsonReply(200, { ...contents, signature: await signVersion(version, signer, clock) });
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** Listens before it reads, so that nothing happens in between. */
async function waitForChange(
  request: HttpRequest,
  contents: () => Promise<RegistryContents>,
  { changes, signer, clock }: RegistryRouteTools,
): Promise<HttpReply> {
  const known = request.header('if-none-match');
  const deadline = AbortSignal.timeout(LONGEST_WAIT_MS);
  for (;;) {
    const changed = changes.next(deadline);
    const { version } = await contents();
    if (!matchesVersion(known, version) || (await changed) === 'none')
      return jsonReply(200, { version, signature: await signVersion(version, signer, clock) });
  }
}

/** How long a gateway is kept waiting, in milliseconds. */
const LONGEST_WAIT_MS = 25_000;

function signVersion(version: string, signer: Signer, clock: Clock): Promise<string> {
  const iat = Math.floor(clock() / 1000);
  const claims = { iss: SHARED_AUDIENCE, aud: GATEWAY_AUDIENCE, iat, exp: iat + REGISTRY_SIGNATURE_SECONDS };
  return signer.sign({ ...claims, version }, REGISTRY_SIGNATURE_TYPE);
}
