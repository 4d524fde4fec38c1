import {
  ATTESTATION_HEADER,
  PASSPORT_HEADER,
  REQUEST_ID_HEADER,
  TRACE_HEADER,
} from '#schema/wire/headers.ts';
import { companyAudience, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import type { Passports } from './auth/passports.ts';
import type { Caller, OpenStream, RequestContext, Send, Target } from './context.ts';
import { SubgraphFailure } from './errors.ts';
import type { WireEvent } from './transport/event-reader.ts';
import type { EventWire } from './transport/event-wire.ts';
import type { Transport } from './transport/transport.ts';
import type { WireAnswer } from './transport/wire.ts';

/** What sending needs of the other stages. */
export interface SendOptions {
  readonly sharedUrl: string;
  readonly transport: Transport;
  /** How long one call may take, in milliseconds, and how large its answer may be, in bytes. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly passports: Passports;
  /** The shared layer's word to a foreign company on the caller's; null when they share no team. */
  readonly attest: (caller: Caller, audience: string) => Promise<string | null>;
  /** A `traceparent` of a new trace. */
  readonly newTrace: () => string;
}

interface Address {
  readonly program: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the transport calls the shared layer: no company's slug looks like it. */
export const SHARED_PROGRAM = ':shared';

/**
 * Sends a part of a plan to its program with the credentials that are due there:
 * the shared layer gets a passport; the caller's own company a passport and the caller's token;
 * another company a passport without the caller and an attestation, and never the caller's token.
 */
export function createSend(options: SendOptions): Send {
  const { transport, timeoutMs, maxBytes } = options;
  return async (target, { body, repeatable }, context) => {
    const address = await addressOf(target, context, options);
    if (!address) return null;
    const { program, url, headers } = address;
    const onBehalfOf = context.caller.company;
    return readAnswer(
      await transport({ program, url, headers, body, repeatable, onBehalfOf, timeoutMs, maxBytes }),
    );
  };
}

/** What opening streams needs of the other stages. */
export interface OpenStreamOptions extends Omit<SendOptions, 'transport'> {
  readonly events: EventWire;
}

/** Opens a program's stream with the credentials that are due there, as {@link createSend} sends operations. */
export function createOpenStream(options: OpenStreamOptions): OpenStream {
  const { events, timeoutMs, maxBytes } = options;
  return async (target, body, context, signal) => {
    const address = await addressOf(target, context, options);
    if (!address) throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'the caller has nothing to ask there');
    const headers = { ...address.headers, accept: 'text/event-stream' };
    const { program, url } = address;
    return answersOf(await events.open({ program, url, headers, body, timeoutMs, maxBytes, signal }));
  };
}

/** The answers of a stream up to its "complete": one that breaks off before has failed. */
async function* answersOf(events: AsyncIterable<WireEvent>): AsyncGenerator<Uint8Array, void> {
  for await (const { event, data } of events) {
    if (event === 'next') yield Buffer.from(data);
    if (event === 'complete') return;
  }
  throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'its stream broke off');
}

function readAnswer({ contentType, status, body }: WireAnswer): Uint8Array {
  if (contentType === undefined || JSON_TYPE.test(contentType)) return body;
  throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', `it answered no JSON with status ${status}`);
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json *(?:;|$)/i;

async function addressOf(
  target: Target,
  context: RequestContext,
  options: Omit<SendOptions, 'transport'>,
): Promise<Address | null> {
  const { caller, registry, requestId, traceparent } = context;
  // Written one by one: copies of them cost more than all that is decided here.
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/json',
    [REQUEST_ID_HEADER]: requestId,
    [TRACE_HEADER]: traceparent,
  };
  switch (target.kind) {
    case 'shared': {
      headers[PASSPORT_HEADER] = await options.passports.named(caller, SHARED_AUDIENCE);
      return { program: SHARED_PROGRAM, url: `${options.sharedUrl}/graphql`, headers };
    }
    case 'own': {
      const { company, token } = caller;
      headers[PASSPORT_HEADER] = await options.passports.named(caller, companyAudience(company));
      headers['authorization'] = `Bearer ${token}`;
      return { program: company, url: urlOf(company, registry), headers };
    }
    case 'foreign': {
      const { company } = target;
      // Asked before the address is looked up: whoever shares no team learns nothing of whether there is one.
      const attestation = await options.attest(caller, company);
      if (attestation === null) return null;
      headers[PASSPORT_HEADER] = await options.passports.companyOnly(
        caller.company,
        companyAudience(company),
      );
      headers[ATTESTATION_HEADER] = attestation;
      // Another company could tell by the caller's trace which of its answers went to the same person.
      headers[TRACE_HEADER] = options.newTrace();
      return { program: company, url: urlOf(company, registry), headers };
    }
    case 'named':
      throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'between tenants no subgraph has a name');
  }
}

function urlOf(company: string, registry: RequestContext['registry']): string {
  const url = registry.companies.get(company)?.subgraphUrl;
  if (!url) throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `no subgraph is registered for ${company}`);
  return url;
}
