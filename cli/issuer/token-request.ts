/** The error codes of RFC 6749, section 5.2, that a client-credentials request can meet here. */
export type OAuthError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type';

/** A request that was understood; the client is not known yet. */
export interface ClientCredentials {
  /** What the client calls itself; null when it does not say. */
  readonly clientId: string | null;
  readonly secret: string;
}

/** What a client-credentials request comes to. */
export type TokenRequest =
  { readonly credentials: ClientCredentials } | { readonly error: OAuthError; readonly why: string };

const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/**
 * Reads an OAuth 2.0 client-credentials request (RFC 6749, section 4.4): the client's secret as HTTP Basic or in the
 * form, not both, and no parameter twice. A `scope` is not read: how far an agent reaches is its company's decision.
 *
 * @param authorization the header, if there is one
 */
export function readTokenRequest(
  contentType: string | undefined,
  authorization: string | undefined,
  body: string,
): TokenRequest {
  if (!FORM.test(contentType ?? '')) return refused('invalid_request', 'The request is not form-encoded.');
  const form = new URLSearchParams(body);
  const names = [...form.keys()];
  if (new Set(names).size < names.length) return refused('invalid_request', 'A parameter is given twice.');
  const grantType = form.get('grant_type');
  if (grantType === null) return refused('invalid_request', 'There is no grant_type.');
  if (grantType !== 'client_credentials')
    return refused('unsupported_grant_type', 'The only grant type is client_credentials.');
  return authorization === undefined ? fromForm(form) : fromBasic(authorization, form);
}

function fromForm(form: URLSearchParams): TokenRequest {
  const secret = form.get('client_secret');
  if (secret === null || secret === '') return refused('invalid_client', 'There is no client_secret.');
  return { credentials: { clientId: form.get('client_id'), secret } };
}

function fromBasic(authorization: string, form: URLSearchParams): TokenRequest {
  if (form.has('client_secret')) return refused('invalid_request', 'The client_secret is given twice.');
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const pair = /^([^:]*):(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8'));
  const [clientId, secret] = [formDecoded(pair?.[1] ?? ''), formDecoded(pair?.[2] ?? '')];
  if (clientId === null || secret === null || secret === '')
    return refused('invalid_client', 'The Authorization header is no HTTP Basic with a secret.');
  return { credentials: { clientId: clientId === '' ? null : clientId, secret } };
}

/** Both halves of HTTP Basic are form-encoded here (RFC 6749, section 2.3.1). */
function formDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

function refused(error: OAuthError, why: string): TokenRequest {
  return { error, why };
}
