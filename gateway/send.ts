import { ATTESTATION_HEADER, PASSPORT_HEADER, REQUEST_ID_HEADER } from '#schema/wire/headers.ts';
import { companyAudience, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import type { Passports } from './auth/passports.ts';
import type { Caller, RequestContext, Send, Target } from './context.ts';
import { SubgraphFailure } from './errors.ts';
import type { CallJson } from './transport/http-client.ts';

/** What sending needs of the other stages. */
export interface SendOptions {
  readonly sharedUrl: string;
  readonly call: CallJson;
  readonly passports: Passports;
  /** The shared layer's word to a foreign company on the caller's; null when they share no team. */
  readonly attest: (caller: Caller, audience: string) => Promise<string | null>;
}

interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends a part of a plan to its program with the credentials that are due there:
 * the shared layer gets a passport; the caller's own company a passport and the caller's token;
 * another company a passport without the caller and an attestation, and never the caller's token.
 */
export function createSend(options: SendOptions): Send {
  return async (target, { body }, context) => {
    const address = await addressOf(target, context, options);
    if (!address) return null;
    const headers = { ...address.headers, [REQUEST_ID_HEADER]: context.requestId };
    const { status, json } = await options.call({
      url: address.url,
      headers,
      body: JSON.parse(String(body)) as unknown,
    });
    if (status >= 500) throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `it answered with status ${status}`);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new SubgraphFailure(
        'SUBGRAPH_INVALID_RESPONSE',
        `it answered with status ${status} and no JSON object`,
      );
    }
    return Buffer.from(JSON.stringify(json));
  };
}

async function addressOf(
  target: Target,
  context: RequestContext,
  options: SendOptions,
): Promise<Address | null> {
  const { caller, registry } = context;
  switch (target.kind) {
    case 'shared': {
      const passport = await options.passports.named(caller, SHARED_AUDIENCE);
      return { url: `${options.sharedUrl}/graphql`, headers: { [PASSPORT_HEADER]: passport } };
    }
    case 'own': {
      const passport = await options.passports.named(caller, companyAudience(caller.company));
      const headers = { [PASSPORT_HEADER]: passport, authorization: `Bearer ${caller.token}` };
      return { url: urlOf(caller.company, registry), headers };
    }
    case 'foreign': {
      const audience = companyAudience(target.company);
      // Asked before the address is looked up: whoever shares no team learns nothing of whether there is one.
      const attestation = await options.attest(caller, target.company);
      if (attestation === null) return null;
      const passport = await options.passports.companyOnly(caller.company, audience);
      const headers = { [PASSPORT_HEADER]: passport, [ATTESTATION_HEADER]: attestation };
      return { url: urlOf(target.company, registry), headers };
    }
  }
}

function urlOf(company: string, registry: RequestContext['registry']): string {
  const url = registry.companies.get(company)?.subgraphUrl;
  if (!url) throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `no subgraph is registered for ${company}`);
  return url;
}
