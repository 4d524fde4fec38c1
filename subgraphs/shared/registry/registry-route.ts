import type { JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import {
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { sharedSdl } from '#schema/sdl.ts';
import { createVerifier, type Clock } from '#schema/wire/signatures.ts';
import { jsonReply, type HttpReply, type HttpRequest, type Route } from '#subgraphs/kit/http-server.ts';
import type { Database } from '../database.ts';
import { etagOf, matchesVersion, registryOf } from './registry-rules.ts';
import { readRegistry } from './registry-store.ts';

const BEARER = /^Bearer ([^\s]+)$/i;

/** `GET /registry`: every company, its issuer, address and SDL. For a gateway's own token alone; 304 for a known version. */
export function createRegistryRoute(database: Database, keys: JWTVerifyGetKey, clock: Clock): Route {
  const verify = createVerifier({
    issuer: GATEWAY_AUDIENCE,
    audience: SHARED_AUDIENCE,
    keys,
    claims: z.object({ exp: z.number() }),
    clock,
    typ: TOKEN_TYPE.gateway,
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
  });
  const sdl = sharedSdl();
  return {
    method: 'GET',
    path: '/registry',
    async handle(request) {
      const token = BEARER.exec(request.header('authorization') ?? '')?.[1];
      if (token === undefined || (await verify(token)) === null) return { status: 401 };
      return answer(request, database, sdl);
    },
  };
}

async function answer(request: HttpRequest, database: Database, sdl: string): Promise<HttpReply> {
  const { companies, schemas } = await readRegistry(database);
  const contents = registryOf(sdl, companies, schemas);
  const headers = { etag: etagOf(contents.version), 'cache-control': 'private, no-cache' };
  if (matchesVersion(request.header('if-none-match'), contents.version)) return { status: 304, headers };
  const reply = jsonReply(200, contents);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
