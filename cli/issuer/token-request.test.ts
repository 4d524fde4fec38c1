import { describe, expect, it } from '@jest/globals';
import { readTokenRequest } from './token-request.ts';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = 'grant_type=client_credentials';
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('a client-credentials request', () => {
  it.each<[string, string | undefined, string, string | null]>([
    ['in the form', undefined, `${GRANT}&client_secret=s%2B1`, null],
    ['in the form, with an id', undefined, `${GRANT}&client_secret=s%2B1&client_id=ops`, 'ops'],
    ['as HTTP Basic', basic('ops:s%2B1'), GRANT, 'ops'],
    ['as HTTP Basic without an id', basic(':s%2B1'), GRANT, null],
    ['with a scope, which is not read', undefined, `${GRANT}&client_secret=s%2B1&scope=all`, null],
  ])('gives the secret %s', (_, authorization, body, clientId) => {
    for (const type of [FORM, `${FORM}; charset=utf-8`, FORM.toUpperCase()])
      expect(readTokenRequest(type, authorization, body)).toEqual({
        credentials: { clientId, secret: 's+1' },
      });
  });

  it.each<[string, string | undefined, string | undefined, string, string]>([
    ['JSON', 'application/json', undefined, '{"grant_type":"client_credentials"}', 'invalid_request'],
    ['no type', undefined, undefined, `${GRANT}&client_secret=s`, 'invalid_request'],
    ['nothing', FORM, undefined, '', 'invalid_request'],
    ['a parameter twice', FORM, undefined, `${GRANT}&client_secret=a&client_secret=b`, 'invalid_request'],
    ['a secret in both places', FORM, basic('ops:s'), `${GRANT}&client_secret=s`, 'invalid_request'],
    ['another grant', FORM, undefined, 'grant_type=password&client_secret=s', 'unsupported_grant_type'],
    ['no secret', FORM, undefined, GRANT, 'invalid_client'],
    ['an empty secret', FORM, undefined, `${GRANT}&client_secret=`, 'invalid_client'],
    ['a bearer token', FORM, 'Bearer a.b.c', GRANT, 'invalid_client'],
    ['HTTP Basic without a secret', FORM, basic('ops'), GRANT, 'invalid_client'],
    ['HTTP Basic with a broken escape', FORM, basic('ops:%'), GRANT, 'invalid_client'],
  ])('is refused with %s', (_, type, authorization, body, error) => {
    expect(readTokenRequest(type, authorization, body)).toMatchObject({ error });
  });
});
