import type { GatewaySettings } from './config.ts';
import type { Caller } from './context.ts';
import type { GatewayTools } from './stages.ts';
import { createClientAddress } from './http/client-address.ts';
import { createSignInHandler, type SignInHandler } from './http/sign-in-handler.ts';
import { createSignInGate, USUAL_SIGN_IN_RATES } from './limits/sign-in-rates.ts';
import type { RegistryFollower } from './registry-follower.ts';
import { cookieKinds } from './sign-in/cookie-rules.ts';
import { createIssuers } from './sign-in/issuers.ts';
import { createSealing } from './sign-in/sealing.ts';
import { createSignIn } from './sign-in/sign-in.ts';

/** Joins what signing in needs; undefined where the gateway does not know its own address, or may ask no issuer. */
export function createSigningIn(
  {
    publicUrl,
    signInClientId = '',
    signingKey,
    otherKeys = [],
    allowPrivateAddresses,
    trustedProxies = [],
  }: Pick<
    GatewaySettings,
    'publicUrl' | 'signInClientId' | 'signingKey' | 'otherKeys' | 'allowPrivateAddresses' | 'trustedProxies'
  >,
  { clock, fetchIssuer, logger }: Pick<GatewayTools, 'clock' | 'fetchIssuer' | 'logger'>,
  found: {
    readonly registry: Pick<RegistryFollower, 'current'>;
    readonly callerOf: (authorization: string | undefined) => Promise<Caller | null>;
  },
): SignInHandler | undefined {
  if (publicUrl === undefined || fetchIssuer === undefined) return undefined;
  const signIn = createSignIn({
    issuers: createIssuers({
      clientId: signInClientId,
      redirectUri: `${publicUrl}/signed-in`,
      fetch: fetchIssuer,
      clock,
      allowHttp: allowPrivateAddresses === true,
    }),
    issuerOf: (company) => found.registry.current()?.companies.get(company)?.issuer ?? null,
    callerOf: found.callerOf,
    sealing: {
      flow: createSealing([signingKey, ...otherKeys], 'sign-in', clock),
      session: createSealing([signingKey, ...otherKeys], 'session', clock),
    },
    cookies: cookieKinds(publicUrl),
    gate: createSignInGate(USUAL_SIGN_IN_RATES),
    elapsed: () => performance.now(),
    clock,
    onProblem: (problem) => logger.info(problem, 'a sign-in came to nothing'),
  });
  return createSignInHandler(signIn, publicUrl, createClientAddress(trustedProxies));
}
