import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import type { Passports } from './auth/passports.ts';
import type { Caller } from './context.ts';
import { SubgraphFailure } from './errors.ts';
import { SHARED_PROGRAM } from './send.ts';
import type { CallJson, JsonAnswer } from './transport/json-caller.ts';

/** The shared layer's addresses beside its graph. */
export interface SharedLayer {
  /** The registry's contents; null when they are still of the version named. */
  registry(knownVersion: string | null): Promise<unknown>;
  /** An attestation on the caller's company for `audience`, a company's slug; see `attestationReply`. */
  attestation(caller: Caller, audience: string): Promise<unknown>;
}

/** Calls the shared layer; failures are SubgraphFailures, as with every call. */
export function createSharedLayer(options: {
  readonly sharedUrl: string;
  readonly passports: Passports;
  readonly call: CallJson;
  readonly callRegistry: CallJson;
}): SharedLayer {
  const { sharedUrl, passports, call, callRegistry } = options;
  return {
    async registry(knownVersion) {
      const headers = {
        authorization: `Bearer ${await passports.service()}`,
        ...(knownVersion === null ? {} : { 'if-none-match': `"${knownVersion}"` }),
      };
      const answer = await callRegistry({
        program: SHARED_PROGRAM,
        onBehalfOf: '',
        url: `${sharedUrl}/registry`,
        headers,
      });
      return answer.status === 304 ? null : accepted(answer);
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
