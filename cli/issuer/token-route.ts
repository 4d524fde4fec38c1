import { jsonReply, type HttpReply, type Route } from '#subgraphs/kit/http-server.ts';
import {
  askForAgent,
  EXCHANGED_LIFE_SECONDS,
  signAgentToken,
  type ExchangingIssuer,
} from './credential-exchange.ts';
import { readTokenRequest, type OAuthError } from './token-request.ts';

/** What the discovery document says of the route. */
export const TOKEN_ENDPOINT_METADATA = {
  grant_types_supported: ['client_credentials'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
} as const;

const NEVER_KEPT = { 'cache-control': 'no-store', pragma: 'no-cache' };

/**
 * `POST /<company>/token`: the token endpoint of OAuth 2.0 for agents' credentials. The secret alone says who the client
 * is; a `client_id` may be left out, and has to be the agent's subject where it is given. What is wrong with a secret is
 * not told. Nothing of a request is logged or kept.
 */
export function createTokenRoute(issuer: ExchangingIssuer, onFault: (error: unknown) => void): Route {
  return {
    method: 'POST',
    path: `/${issuer.company}/token`,
    async handle(request) {
      const authorization = request.header('authorization');
      const asked = readTokenRequest(request.header('content-type'), authorization, request.body);
      if ('error' in asked) return refusal(asked.error, asked.why);
      const { secret, clientId } = asked.credentials;
      try {
        const agent = await askForAgent(issuer, secret);
        if (agent === null || (clientId !== null && clientId !== agent.subject))
          return refusal('invalid_client', 'No agent has this credential.');
        return granted(await signAgentToken(issuer, agent));
      } catch (error) {
        onFault(error);
        return unavailable();
      }
    },
  };
}

function granted(token: string): HttpReply {
  return reply(200, { access_token: token, token_type: 'Bearer', expires_in: EXCHANGED_LIFE_SECONDS });
}

function refusal(error: OAuthError, why: string): HttpReply {
  const refused = reply(error === 'invalid_client' ? 401 : 400, { error, error_description: why });
  if (error !== 'invalid_client') return refused;
  return {
    ...refused,
    headers: { ...refused.headers, 'www-authenticate': 'Basic realm="agent credentials"' },
  };
}

/** OAuth has no code of its own for this; that of its other endpoint is what clients know. */
function unavailable(): HttpReply {
  const why = 'The company cannot be asked at the moment.';
  return reply(503, { error: 'temporarily_unavailable', error_description: why });
}

function reply(status: number, value: unknown): HttpReply {
  const plain = jsonReply(status, value);
  return { ...plain, headers: { ...plain.headers, ...NEVER_KEPT } };
}
