import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import type { RecordRequest } from '#schema/wire/recorded-operations.ts';
import type { Passports } from './auth/passports.ts';
import type { Caller } from './context.ts';
import { SubgraphFailure } from './errors.ts';
import { SHARED_PROGRAM } from './send.ts';
import type { CallJson, JsonAnswer } from './transport/json-caller.ts';

/** The shared layer's addresses beside its graph. */
export interface SharedLayer {
  /** The registry's contents; null when they are still of the version named. */
  registry(knownVersion: string | null): Promise<unknown>;
  /** See `registryChange`: answered when the version is another than the known one, or after a while. */
  registryChange(knownVersion: string): Promise<unknown>;
  /** A company's registered documents; see `documentSetReply`. */
  documents(company: string): Promise<unknown>;
  /** Tells what a company's callers have run; see `recordRequest`. */
  record(request: RecordRequest): Promise<unknown>;
  /** The JWKS of what the shared layer signs. */
  keys(): Promise<unknown>;
  /** An attestation on the caller's company for `audience`, a company's slug; see `attestationReply`. */
  attestation(caller: Caller, audience: string): Promise<unknown>;
}

/** Calls the shared layer; failures are SubgraphFailures, as with every call. */
export function createSharedLayer(options: {
  readonly sharedUrl: string;
  readonly passports: Passports;
  readonly call: CallJson;
  readonly callRegistry: CallJson;
  /** For what is answered late on purpose. */
  readonly callWaiting: CallJson;
}): SharedLayer {
  const { sharedUrl, passports, call, callRegistry, callWaiting } = options;
  const own = { program: SHARED_PROGRAM, onBehalfOf: '' };
  return {
    async registry(knownVersion) {
      const headers = {
        authorization: `Bearer ${await passports.service()}`,
        ...(knownVersion === null ? {} : { 'if-none-match': `"${knownVersion}"` }),
      };
      const answer = await callRegistry({ ...own, url: `${sharedUrl}/registry`, headers });
      return answer.status === 304 ? null : accepted(answer);
    },
    async registryChange(knownVersion) {
      const headers = {
        authorization: `Bearer ${await passports.service()}`,
        'if-none-match': `"${knownVersion}"`,
      };
      return accepted(await callWaiting({ ...own, url: `${sharedUrl}/registry/changes`, headers }));
    },
    async documents(company) {
      const headers = { authorization: `Bearer ${await passports.service()}` };
      const body = { company };
      return accepted(await callRegistry({ ...own, url: `${sharedUrl}/registry/documents`, headers, body }));
    },
    async record(body) {
      const headers = { authorization: `Bearer ${await passports.service()}` };
      return accepted(await call({ ...own, url: `${sharedUrl}/registry/recorded`, headers, body }));
    },
    async keys() {
      return accepted(await callRegistry({ ...own, url: `${sharedUrl}/.well-known/jwks.json`, headers: {} }));
    },
    async attestation(caller, audience) {
      const headers = { [PASSPORT_HEADER]: await passports.named(caller, SHARED_AUDIENCE) };
      return accepted(
        await call({
          program: SHARED_PROGRAM,
          onBehalfOf: caller.company,
          url: `${sharedUrl}/attestations`,
          headers,
          body: { audience },
        }),
      );
    },
  };
}

function accepted({ status, json }: JsonAnswer): unknown {
  if (status === 200) return json;
  throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `the shared layer answered with status ${status}`);
}
