import { ERROR_TABLE } from '../errors.ts';
import type { Answer } from '../context.ts';

/** The two media types of an answer of GraphQL over HTTP. */
export type MediaType = 'application/json' | 'application/graphql-response+json';

/** The `accept` headers of nearly every request. */
const USUAL: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

/** What each range of an `accept` header comes to here; whoever takes anything gets JSON that old clients know. */
const RANGES: Readonly<Record<string, MediaType>> = {
  '*/*': 'application/json',
  'application/*': 'application/json',
  'application/json': 'application/json',
  'application/graphql-response+json': 'application/graphql-response+json',
};

/** Chooses the type of the answer: the best liked, of those equally liked the first. Null: none of ours is accepted. */
export function chooseMediaType(accept: string | undefined): MediaType | null {
  if (USUAL.has(accept)) return 'application/json';
  let chosen: MediaType | null = null;
  let liked = 0;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    const media = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
    const quality = qualityOf(parameters);
    if (media === undefined || quality <= liked || !isUtf8Only(parameters)) continue;
    chosen = media;
    liked = quality;
  }
  return chosen;
}

/** Whether an `accept` header names one of our types, as no browser does for a page, a picture or a script. */
export function asksForGraphQL(accept: string): boolean {
  return /application\/(?:graphql-response\+)?json|text\/event-stream/i.test(accept);
}

/** Whether a body of this `content-type` is JSON in UTF-8, the only form read here. */
export function isJsonBody(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [name = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  return name === 'application/json' && isUtf8Only(parameters);
}

/**
 * The status of an answer. `application/json` says 200 whenever the request was well-formed, as clients of old expect;
 * the other type tells by its status whether there is data.
 */
export function statusOf({ executed, codes: [code] }: Answer, media: MediaType): number {
  if (executed) return 200;
  const { status } = ERROR_TABLE[code ?? 'INTERNAL_SERVER_ERROR'];
  return status === 400 && media === 'application/json' ? 200 : status;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  if (given === undefined) return 1;
  const quality = Number(given);
  return quality >= 0 && quality <= 1 ? quality : 0;
}

function isUtf8Only(parameters: readonly string[]): boolean {
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
  return charset === undefined || /^"?utf-?8"?$/.test(charset);
}
