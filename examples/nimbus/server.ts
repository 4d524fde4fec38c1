import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { FetchImplementation } from 'jose';
import type { Logger } from 'pino';
import { monotonicFactory } from 'ulid';
import { CREDENTIAL_CHECK_PATH } from '#schema/wire/agent-credentials.ts';
import { createSigner, type Signer } from '#schema/wire/signatures.ts';
import { createCallerCheck, type Header } from './callers.ts';
import { recordOf, type Context } from './context.ts';
import { openDatabase, prepareTables, type Database } from './database.ts';
import { publicError } from './guard.ts';
import { countReads } from './ledger.ts';
import { startOutbox, type Outbox } from './outbox.ts';
import { createSchema } from './schema.ts';
import { checkCredential } from './staff.ts';
import type { Settings } from './config.ts';

/** What the program takes from outside. */
export interface Tools {
  readonly clock: () => number;
  /** Fetches JWKS documents. */
  readonly fetch: FetchImplementation;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** Sends to the shared layer; the platform's `fetch` when left out. */
  readonly send?: typeof globalThis.fetch;
}

/** Nimbus's running program. */
export interface Nimbus {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const USUAL_BODY = 1_048_576;
/** For own callers: a document of 5 MiB, of which JSON makes twice as much at the worst. */
const LARGEST_BODY = 12_582_912;
const TEXTS = 8 * 1024 * 1024;

interface Program {
  readonly settings: Settings;
  readonly tools: Tools;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly signer: Signer;
  readonly ulid: () => string;
  readonly onFault: (error: unknown) => void;
}

interface Answer {
  readonly status: number;
  /** Of `text`; JSON when left out. */
  readonly type?: string;
  readonly json?: unknown;
  readonly text?: string;
}

/** Prepares the tables and serves `POST /graphql`, `/health`, `/ready`, the public keys, and the issuer's own question. */
export async function startNimbus(settings: Settings, tools: Tools): Promise<Nimbus> {
  const { clock, logger } = tools;
  const onFault = (error: unknown) => logger.error({ err: error }, 'fault');
  await prepareTables(settings.migrationDatabaseUrl, settings.databaseUrl);
  const db = openDatabase(settings.databaseUrl, onFault);
  const monotonic = monotonicFactory();
  const ulid = () => monotonic(clock());
  const signer = await createSigner(settings.signingKey);
  const send = tools.send ?? fetch;
  const outbox = startOutbox({ ...settings, db, signer, clock, newId: ulid, fetch: send, onFault });
  const answer = createAnswer({ settings, tools, db, outbox, signer, ulid, onFault });
  const server = createServer((request, response) => {
    answer(request).then(
      (given) => reply(response, given, server.listening),
      (error: unknown) => {
        onFault(error);
        reply(response, { status: 500 }, false);
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${settings.host}:${port}`;
  logger.info({ url, company: settings.company }, 'ready');
  return {
    url,
    port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await outbox.stop();
      await db.close();
    },
  };
}

function createAnswer(program: Program): (request: IncomingMessage) => Promise<Answer> {
  const { settings, tools, db, signer } = program;
  const check = createCallerCheck(settings, tools);
  const graphql = createGraphQL(program);
  return async (request) => {
    const header: Header = (name) => [request.headers[name]].flat().at(-1);
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'GET /health':
        return { status: 200, json: { status: 'up' } };
      case 'GET /ready':
        return db.sql('SELECT 1').then(
          () => ({ status: 200, json: { status: 'ready' } }),
          () => ({ status: 503, json: { status: 'the database cannot be reached' } }),
        );
      case 'GET /.well-known/jwks.json':
        return { status: 200, json: signer.jwks };
      case `POST ${CREDENTIAL_CHECK_PATH}`: {
        if (!(await check.isIssuer(header))) return { status: 401 };
        const body = await readBody(request, USUAL_BODY);
        const answer = await checkCredential(db, parseJson(body), new Date(tools.clock()));
        return answer === null ? { status: 404 } : { status: 200, json: answer };
      }
      case 'POST /graphql': {
        // Without a valid passport nothing of a request is read, its body included.
        const caller = await check.callerOf(header);
        if (caller === null) return refusal(401, 'UNAUTHENTICATED', 'A valid passport is required.');
        if (header('accept') === EVENT_STREAM) return noStream();
        const me = await recordOf(db.sql, caller);
        const body = await readBody(request, me === null ? USUAL_BODY : LARGEST_BODY);
        if (body === null) return { status: 413 };
        if (parseJson(body) === undefined) return refusal(400, 'BAD_REQUEST', 'The body is not JSON.');
        return graphql(body, caller.kind === 'own' && me === null ? { kind: 'nobody' } : caller, me);
      }
      default:
        return { status: request.url === '/graphql' ? 405 : 404 };
    }
  };
}

function createGraphQL({ settings, tools, db, outbox, ulid, onFault }: Program) {
  const yoga = createYoga<Context>({
    schema: createSchema(),
    plugins: [strict(onFault)],
    maskedErrors: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
  });
  return async (body: string, caller: Context['caller'], me: Context['me']): Promise<Answer> => {
    const context: Context = {
      ...{ company: settings.company, caller, me, db, outbox, ulid, onFault },
      now: () => new Date(tools.clock()),
      linesRead: new Set(),
      texts: { left: TEXTS },
    };
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const response = await yoga.fetch('http://nimbus/graphql', { method: 'POST', headers, body }, context);
    if (caller.kind === 'foreign') await countReads(db.sql, context.linesRead, caller.company, context.now());
    return { status: response.status, text: await response.text() };
  };
}

/** Shows no schema, and of errors the closed table alone. */
function strict(onFault: (error: unknown) => void): Plugin {
  return {
    onValidate(validation) {
      validation.addValidationRule(NoSchemaIntrospectionCustomRule);
    },
    onResultProcess(processed) {
      const { result } = processed;
      if (Array.isArray(result) || !('errors' in result)) return;
      const errors = result.errors.map((error) => publicError(error, onFault));
      processed.setResult({ ...result, errors });
    },
  };
}

/** Null for a body that is too large; the rest of it is not read. */
async function readBody(request: IncomingMessage, largest: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, json: { errors: [{ message, extensions: { code } }] } };
}

const EVENT_STREAM = 'text/event-stream';

/** Nimbus follows nothing live: the stream's first word is its last, whoever asks for whatever. */
function noStream(): Answer {
  const error = {
    message: 'Subscriptions are not served here.',
    extensions: { code: 'SUBSCRIPTION_NOT_SERVED' },
  };
  const text = `event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\nevent: complete\ndata: \n\n`;
  return { status: 200, type: EVENT_STREAM, text };
}

function reply(response: ServerResponse, { status, json, text, type }: Answer, keep: boolean): void {
  const body = text ?? (json === undefined ? undefined : JSON.stringify(json));
  const close = keep && status !== 413 && status !== 401 ? {} : { connection: 'close' };
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': `${type ?? 'application/json'}; charset=utf-8` }),
    ...{ 'cache-control': 'no-store' },
    ...close,
  });
  response.end(body);
}
