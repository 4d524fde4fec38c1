import type { Signer } from '#schema/wire/signatures.ts';
import { jsonReply, type Route } from '#subgraphs/kit/http-server.ts';
import type { Database } from './database.ts';

const DATABASE_PATIENCE_MS = 2_000;

/** `GET /health`: the process lives. */
export const healthRoute: Route = {
  method: 'GET',
  path: '/health',
  handle: () => jsonReply(200, { status: 'ok' }),
};

/** `GET /ready`: 200 when the database answers soon enough, 503 otherwise. */
export function readyRoute(database: Database): Route {
  return {
    method: 'GET',
    path: '/ready',
    async handle() {
      const ready = await answersSoon(database);
      return jsonReply(ready ? 200 : 503, { status: ready ? 'ready' : 'database unreachable' });
    },
  };
}

/** `GET /.well-known/jwks.json`: the public keys of attestations. */
export function keysRoute(signer: Signer): Route {
  return { method: 'GET', path: '/.well-known/jwks.json', handle: () => jsonReply(200, signer.jwks) };
}

async function answersSoon(database: Database): Promise<boolean> {
  const answer = database.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), DATABASE_PATIENCE_MS);
  });
  const ready = await Promise.race([answer, late]);
  clearTimeout(timer);
  return ready;
}
