import { CREDENTIAL_CHECK_PATH, credentialQuestion } from '#schema/wire/agent-credentials.ts';
import type { Clock, Verify } from '#schema/wire/signatures.ts';
import { jsonReply, type HttpRequest, type Route } from '#subgraphs/kit/http-server.ts';
import type { RequestLog } from '#subgraphs/kit/request-log.ts';
import type { Database } from '../database.ts';
import { checkCredential } from './credential-check.ts';

/** What checking needs. */
export interface CredentialRouteTools {
  readonly company: string;
  readonly db: Database;
  /** Reads the word of the company's own issuer. */
  readonly verify: Verify<unknown>;
  readonly clock: Clock;
  readonly log: RequestLog;
}

const NO_STORE = { 'cache-control': 'no-store' };

/** `POST /agent-credentials/verify`, for the company's own issuer alone: see `schema/wire/agent-credentials.ts`. */
export function createCredentialRoute({ company, db, verify, clock, log }: CredentialRouteTools): Route {
  return {
    method: 'POST',
    path: CREDENTIAL_CHECK_PATH,
    async handle(request) {
      if (!(await isIssuer(request, verify))) return { status: 401 };
      const asked = credentialQuestion.safeParse(parseJson(request.body));
      if (!asked.success) return { status: 400 };
      const checked = await checkCredential(company, db, asked.data.secret, new Date(clock()));
      if (checked === null) return { status: 404 };
      log.note({ credential: checked.id });
      const reply = jsonReply(200, checked.answer);
      return { ...reply, headers: { ...reply.headers, ...NO_STORE } };
    },
  };
}

async function isIssuer(request: HttpRequest, verify: Verify<unknown>): Promise<boolean> {
  const word = /^Bearer ([A-Za-z0-9._-]+)$/i.exec(request.header('authorization') ?? '')?.[1];
  return word !== undefined && (await verify(word)) !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
