import type { IncomingMessage } from 'node:http';
import { TRACE_HEADER } from '#schema/wire/headers.ts';
import type { Answer, Operation } from '../context.ts';
import { RequestRefused } from '../errors.ts';
import { createBodyReceiver, type BodyLimits, type NoBody } from './body.ts';
import { couldBeForged } from './csrf-rules.ts';
import { chooseMediaType, isJsonBody, statusOf, type MediaType } from './media-rules.ts';
import { readBody, readSearch, type Unreadable } from './operation-reader.ts';
import { refusal, type Reply } from './reply.ts';

/** What a handler knows of the HTTP request beside the operation. */
export interface HttpContext {
  readonly requestId: string;
  readonly authorization: string | undefined;
  /** As it came: whoever uses it checks it. */
  readonly traceparent: string | undefined;
  /** Those of the headers to be forwarded that came with the request; absent where none are. */
  readonly forwarded?: Readonly<Record<string, string>>;
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
  },
): GraphQLHandler {
  const read = options.read ?? createOperationReader(options);
  return async (incoming, search, requestId) => {
    const media = chooseMediaType(incoming.headers.accept);
    if (!media) return refusal('BAD_REQUEST', { status: 406, problem: 'No accepted type can be given.' });
    const { operation, done } = await read(incoming, search);
    try {
      return await answerTo(operation, { incoming, requestId, media, options });
    } finally {
      done();
    }
  };
}

/** What a request holds: an operation, what is wrong with it, or null when whoever asked has gone. Call `done` at last. */
export type ReadOperation = (
  incoming: IncomingMessage,
  search: string,
) => Promise<{ readonly operation: Operation | Unreadable | Reply | null; readonly done: () => void }>;

/** A reader of requests, for one server: it counts the large ones. */
export function createOperationReader(limits: BodyLimits): ReadOperation {
  const receive = createBodyReceiver(limits);
  return async (incoming, search) => {
    let done = () => {};
    const keep: ReceiveBytes = async () => {
      const body = await receive(incoming);
      if (typeof body === 'string') return body;
      ({ done } = body);
      return body.bytes;
    };
    const operation = await readOperation(incoming, search, keep);
    return { operation, done: () => done() };
  };
}

/** The body's bytes; whoever reads them need not let go of them. */
type ReceiveBytes = () => Promise<Buffer | NoBody>;

async function answerTo(
  read: Operation | Unreadable | Reply | null,
  request: {
    readonly incoming: IncomingMessage;
    readonly requestId: string;
    readonly media: MediaType;
    readonly options: { readonly answer: AnswerOperation; readonly forward?: readonly string[] };
  },
): Promise<Reply | null> {
  const { incoming, requestId, media, options } = request;
  if (read === null || 'status' in read) return read;
  const type = CONTENT_TYPES[media];
  if ('problem' in read) return refusal('BAD_REQUEST', { type, ...read });
  const { authorization, [TRACE_HEADER]: trace } = incoming.headers;
  const traceparent = typeof trace === 'string' ? trace : undefined;
  try {
    const http = { requestId, authorization, traceparent };
    const { forward } = options;
    const context = forward ? { ...http, forwarded: headersNamed(forward, incoming) } : http;
    return toReply(await options.answer(read, context), media);
  } catch (error) {
    if (error instanceof RequestRefused) return refusal(error.code, { type });
    throw error;
  }
}

function headersNamed(names: readonly string[], { headers }: IncomingMessage): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

async function readOperation(
  incoming: IncomingMessage,
  search: string,
  receive: ReceiveBytes,
): Promise<Operation | Unreadable | Reply | null> {
  if (incoming.method === 'POST') return readPost(incoming, receive);
  if (incoming.method !== 'GET')
    return refusal('BAD_REQUEST', { status: 405, problem: METHODS, headers: ['allow', 'GET, POST'] });
  return couldBeForged(incoming.headers) ? { problem: FORGED } : readSearch(search);
}

const METHODS = 'Operations are sent by POST, queries by GET too.';
const FORGED =
  'A GET needs the header "apollo-require-preflight", or an "accept" header for JSON from this site.';

async function readPost(
  incoming: IncomingMessage,
  receive: ReceiveBytes,
): Promise<Operation | Unreadable | Reply | null> {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = incoming.headers;
  // A compressed body could unfold to any size, and an operation is small.
  if (!isJsonBody(type) || encoding !== 'identity')
    return refusal('BAD_REQUEST', { status: 415, problem: 'A body is JSON in UTF-8, not compressed.' });
  const body = await receive();
  if (body === 'gone') return null;
  if (body === 'too many')
    return refusal('BAD_REQUEST', {
      status: 429,
      problem: 'Too many large bodies of the company at once.',
      headers: ['connection', 'close', 'retry-after', '1'],
    });
  if (body === 'too large')
    return refusal('BAD_REQUEST', {
      status: 413,
      problem: 'The body is too large.',
      headers: ['connection', 'close'],
    });
  return readBody(body);
}

function toReply(answer: Answer, media: MediaType): Reply {
  const status = statusOf(answer, media);
  const type = ['content-type', CONTENT_TYPES[media]];
  // Mutations are refused for a GET by the engine, which alone knows what a document holds.
  return { status, headers: status === 405 ? [...type, 'allow', 'POST'] : type, body: answer.body };
}
