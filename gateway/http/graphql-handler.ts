import type { IncomingMessage } from 'node:http';
import { TRACE_HEADER } from '#schema/wire/headers.ts';
import type { Answer, Operation } from '../context.ts';
import { RequestRefused } from '../errors.ts';
import type { CallerRates } from '../limits/caller-rates.ts';
import { createBodyReceiver, nothing, type BodyLimits, type NoBody } from './body.ts';
import { callerRequestId } from './caller-request-id.ts';
import { couldBeForged } from './csrf-rules.ts';
import { chooseMediaType, isJsonBody, statusOf, type MediaType } from './media-rules.ts';
import { readBody, readSearch, type Unreadable } from './operation-reader.ts';
import { refusal, refusedReply, type Reply } from './reply.ts';
import type { Strangers } from './strangers.ts';

/** What a handler knows of the HTTP request beside the operation. */
export interface HttpContext {
  /** The gateway's own: programs that are asked hear it. */
  readonly requestId: string;
  /** What the caller calls it; for the log, and no program is told. */
  readonly callerRequestId?: string | undefined;
  readonly authorization: string | undefined;
  /** As it came: whoever uses it checks it. */
  readonly traceparent: string | undefined;
  /** Set by whoever answers, once it is known who asks: what the caller may still ask for, for the answer's headers. */
  rates?: CallerRates;
  /** Those of the headers to be forwarded that came with the request; absent where none are. */
  forwarded?: Readonly<Record<string, string>>;
}

/**
 * Answers an operation.
 *
 * @throws RequestRefused when the request is refused as a whole
 */
export type AnswerOperation = (operation: Operation, http: HttpContext) => Promise<Answer>;

/** Answers a request for `/graphql`; `search` is its query string. Null when whoever asked has gone. */
export type GraphQLHandler = (
  incoming: IncomingMessage,
  search: string,
  requestId: string,
) => Promise<Reply | null>;

const CONTENT_TYPES: Readonly<Record<MediaType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

/** GraphQL over HTTP, both media types: reads requests and writes answers; `answer` does the rest. */
export function createGraphQLHandler(
  options: BodyLimits & {
    readonly answer: AnswerOperation;
    /** Names of headers that `answer` is given as they came, in lower case; none unless told. */
    readonly forward?: readonly string[];
    /** Left out: one of its own, with the limits given. */
    readonly read?: ReadOperation;
    /** Counts requests of nobody; left out: they are not. */
    readonly strangers?: Strangers | undefined;
  },
): GraphQLHandler {
  const { answer, forward, strangers, read = createOperationReader(options) } = options;
  return async (incoming, search, requestId) => {
    const media = chooseMediaType(incoming.headers.accept);
    if (!media) return refusal('BAD_REQUEST', { status: 406, problem: 'No accepted type can be given.' });
    const { operation, done } = await read(incoming, search);
    const type = CONTENT_TYPES[media];
    const http = contextOf(incoming, requestId);
    if (forward) http.forwarded = headersNamed(forward, incoming);
    try {
      if (operation === null || 'status' in operation) return operation;
      if ('problem' in operation) return refusal('BAD_REQUEST', { type, ...operation });
      return toReply(await answer(operation, http), media, http);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      return refusedReply(strangers ? strangers.judge(error, incoming) : error, {
        type,
        headers: rateHeaders(http),
      });
    } finally {
      done();
    }
  };
}

/** What a request holds: an operation, what is wrong with it, or null when whoever asked has gone. Call `done` at last. */
export interface ReadRequest {
  readonly operation: Operation | Unreadable | Reply | null;
  readonly done: () => void;
}

/** Reads what a request holds; `search` is its query string. */
export type ReadOperation = (incoming: IncomingMessage, search: string) => Promise<ReadRequest>;

/** Why a request is refused before its body is read; null: it is read. */
export type RefusesUnread = (incoming: IncomingMessage) => RequestRefused | null;

/** What was not read is still on its way: the connection ends. */
function unread(refused: RequestRefused): Reply {
  return refusedReply(refused, { headers: ['connection', 'close'] });
}

/** A reader of requests, for one server: it counts the large ones. */
export function createOperationReader(
  limits: BodyLimits,
  refuses: RefusesUnread = () => null,
): ReadOperation {
  const receive = createBodyReceiver(limits);
  return async (incoming, search) => {
    const refused = refuses(incoming);
    if (refused) return { operation: unread(refused), done: nothing };
    if (incoming.method !== 'POST') return { operation: readGet(incoming, search), done: nothing };
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = incoming.headers;
    // A compressed body could unfold to any size, and an operation is small.
    if (!isJsonBody(type) || encoding !== 'identity') return { operation: notJson(), done: nothing };
    const body = await receive(incoming);
    if (typeof body === 'string') return { operation: withoutBody(body), done: nothing };
    return { operation: readBody(body.bytes), done: body.done };
  };
}

/** What is known of a request before it is read. */
export function contextOf(incoming: IncomingMessage, requestId: string): HttpContext {
  const { authorization, [TRACE_HEADER]: trace } = incoming.headers;
  const traceparent = typeof trace === 'string' ? trace : undefined;
  return { requestId, callerRequestId: callerRequestId(incoming), authorization, traceparent };
}

function headersNamed(names: readonly string[], { headers }: IncomingMessage): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

function readGet({ method, headers }: IncomingMessage, search: string): Operation | Unreadable | Reply {
  if (method !== 'GET')
    return refusal('BAD_REQUEST', { status: 405, problem: METHODS, headers: ['allow', 'GET, POST'] });
  return couldBeForged(headers) ? { problem: FORGED } : readSearch(search);
}

const METHODS = 'Operations are sent by POST, queries by GET too.';
const FORGED =
  'A GET needs the header "apollo-require-preflight", or an "accept" header for JSON from this site.';

function notJson(): Reply {
  return refusal('BAD_REQUEST', { status: 415, problem: 'A body is JSON in UTF-8, not compressed.' });
}

function withoutBody(why: NoBody): Reply | null {
  if (why === 'gone') return null;
  if (why === 'too many')
    return refusal('BAD_REQUEST', {
      status: 429,
      problem: 'Too many large bodies of the company at once.',
      headers: ['connection', 'close', 'retry-after', '1'],
    });
  return refusal('BAD_REQUEST', {
    status: 413,
    problem: 'The body is too large.',
    headers: ['connection', 'close'],
  });
}

const NONE: readonly string[] = [];

/** What an answer says of the caller's limits; nothing where it is not known who asks. */
export function rateHeaders({ rates }: HttpContext): readonly string[] {
  return rates ? rates.headers() : NONE;
}

function toReply(answer: Answer, media: MediaType, http: HttpContext): Reply {
  const status = statusOf(answer, media);
  const type = ['content-type', CONTENT_TYPES[media]].concat(rateHeaders(http));
  // Mutations are refused for a GET by the engine, which alone knows what a document holds.
  return { status, headers: status === 405 ? [...type, 'allow', 'POST'] : type, body: answer.body };
}
