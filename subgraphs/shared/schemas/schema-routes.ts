import type { JWK } from 'jose';
import type { z } from 'zod';
import { sha256 } from '#schema/wire/hash.ts';
import { SDL_LIMITS } from '#schema/checks/limits-rule.ts';
import {
  fetchRequest,
  historyRequest,
  OPERATOR_AUDIENCE,
  publishRequest,
  rollbackRequest,
  SCHEMA_PATHS,
  SCHEMA_REQUEST_HEADER,
  SCHEMA_REQUEST_TYPE,
  schemaAudience,
  schemaRequestClaims,
  type SchemaPath,
} from '#schema/wire/schema-registry.ts';
import { jsonReply, type HttpReply, type HttpRequest, type Route } from '#subgraphs/kit/http-server.ts';
import type { RequestLog } from '#subgraphs/kit/request-log.ts';
import { isStorable } from '#subgraphs/kit/text-rules.ts';
import { createSignedReader, type SignedWord } from '../company-requests/signed-reading.ts';
import { PublishedTooOften } from './publication-rate.ts';
import { publish, type NotDone, type Publication, type PublishTools } from './publishing.ts';
import { fetchOfAll, fetchOfCompany, historyForOperator, historyOfCompany } from './schema-reading.ts';

/** What the routes take from the program. */
export interface SchemaRouteTools extends PublishTools {
  readonly log: RequestLog;
  /** Public keys of the operator; empty when it has none: then nobody reads as one. */
  readonly operatorKeys: readonly JWK[];
}

type Claims = z.infer<typeof schemaRequestClaims>;

/**
 * The registry of schemas for companies: `POST /schema/publish`, `/schema/rollback`, `/schema/fetch` and
 * `/schema/history`, each signed with the company's key. 401 for whatever is wrong with the signature. The operator, who
 * signs with a key of its own, reads; it publishes in nobody's name.
 */
export function createSchemaRoutes(tools: SchemaRouteTools): Route[] {
  const { database } = tools;
  return [
    signedRoute(SCHEMA_PATHS.publish, publishRequest, tools, (word, { requestId, sdl, ...asked }, hash) =>
      sdl.length > 0 && isStorable(sdl)
        ? published(word, { ...asked, request: { id: requestId, hash }, wanted: { sdl } }, tools)
        : refused(400, 'INVALID_INPUT', 'The SDL is empty, or no text.'),
    ),
    signedRoute(
      SCHEMA_PATHS.rollback,
      rollbackRequest,
      tools,
      (word, { requestId, version, ...asked }, hash) =>
        published(word, { ...asked, request: { id: requestId, hash }, wanted: { version } }, tools),
    ),
    signedRoute(SCHEMA_PATHS.fetch, fetchRequest, tools, async ({ company }, asked) =>
      jsonReply(
        200,
        await (company === null ? fetchOfAll(asked.company, tools) : fetchOfCompany(company, tools)),
      ),
    ),
    signedRoute(SCHEMA_PATHS.history, historyRequest, tools, async ({ company }, asked) =>
      jsonReply(
        200,
        await (company === null
          ? historyForOperator(asked, database)
          : historyOfCompany(company, asked, database)),
      ),
    ),
  ];
}

/**
 * A route for requests that are signed for it: 401 for whatever is wrong with the signature, 400 for what is no such
 * request, 429 for a company that has published too often.
 */
export function signedRoute<Asked>(
  path: SchemaPath,
  shape: z.ZodType<Asked>,
  { database, clock, operatorKeys, log }: Omit<SchemaRouteTools, 'checker'>,
  answer: (word: SignedWord<Claims>, asked: Asked, bodyHash: string) => Promise<HttpReply> | HttpReply,
): Route {
  const read = createSignedReader(
    {
      header: SCHEMA_REQUEST_HEADER,
      typ: SCHEMA_REQUEST_TYPE,
      audience: schemaAudience(path),
      claims: schemaRequestClaims,
      ...(operatorKeys.length > 0 ? { operator: { issuer: OPERATOR_AUDIENCE, keys: operatorKeys } } : {}),
    },
    { database, clock },
  );
  return {
    method: 'POST',
    path,
    largestBody: () => Promise.resolve(LARGEST_BODY),
    async handle(request: HttpRequest) {
      const word = await read(request);
      if (word === null || !isStorable(word.claims.actor.sub)) return { status: 401 };
      log.note({ company: word.company ?? 'operator' });
      const asked = shape.safeParse(parseJson(request.body));
      if (!asked.success) return refused(400, 'INVALID_INPUT', 'The body is no such request.');
      try {
        return await answer(word, asked.data, sha256(request.body));
      } catch (error) {
        if (!(error instanceof PublishedTooOften)) throw error;
        return tooOften(error);
      }
    },
  };
}

/** An SDL of the largest size in JSON, where a line break takes two bytes, with what goes with it. */
const LARGEST_BODY = 2 * SDL_LIMITS.bytes;

const NOT_DONE: Readonly<Record<NotDone, readonly [number, string]>> = {
  CONFLICT: [409, 'This request id was used for something else.'],
  OVERTAKEN: [409, 'Another version was published meanwhile: send it again, under a new request id.'],
  NOT_FOUND: [404, 'There is no such version to go back to.'],
  BUSY: [429, 'Too many schemas are being checked: send it again in a while.'],
};

async function published(
  { company, claims }: SignedWord<Claims>,
  asked: Omit<Publication, 'company' | 'author'>,
  tools: SchemaRouteTools,
): Promise<HttpReply> {
  if (company === null) return { status: 401 };
  if (!isStorable(asked.message ?? '')) return refused(400, 'INVALID_INPUT', 'The message is no text.');
  const reply = await publish({ ...asked, company, author: claims.actor.sub }, tools);
  if (!('notDone' in reply)) return jsonReply(200, reply);
  const [status, message] = NOT_DONE[reply.notDone];
  return refused(status, reply.notDone, message);
}

/** A refusal with its reason. */
export function refused(status: number, code: string, message: string): HttpReply {
  return jsonReply(status, { code, message });
}

function tooOften({ message, retryAfterSeconds }: PublishedTooOften): HttpReply {
  const { headers, ...reply } = refused(429, 'RATE_LIMITED', message);
  return { ...reply, headers: { ...headers, 'retry-after': String(retryAfterSeconds) } };
}

/** The value of JSON text; null for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
