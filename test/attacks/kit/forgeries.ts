import { createPublicKey } from 'node:crypto';
import {
  byStranger,
  byStrangerCurve,
  byStrangerRsa,
  STRANGER_JWK,
  unsigned,
  withSecret,
  writeToken,
  type Honest,
  type Sign,
} from './token-writer.ts';

/** What an attacker makes of a party's good token. Every one of them has to be refused, wherever it is shown. */
export type Forge = (honest: Honest) => string;

/** Where an attacker would have the verifier fetch a key from. Nobody may ever ask there. */
export const LURE = 'http://attacker.test/keys.json';

const now = () => Math.floor(Date.now() / 1000);

const header =
  (more: object, signer: (honest: Honest) => Sign = ({ sign }) => sign): Forge =>
  (honest) =>
    writeToken({ ...honest.header, ...more }, honest.claims, signer(honest));
type Claims = Honest['claims'];
const claims =
  (more: Claims | ((claims: Claims) => Claims)): Forge =>
  (honest) => {
    const changed = typeof more === 'function' ? more(honest.claims) : more;
    return writeToken(honest.header, { ...honest.claims, ...changed }, honest.sign);
  };
/** The claims as text that no honest program would write. */
const text =
  (write: (json: string, honest: Honest) => string): Forge =>
  (honest) =>
    writeToken(honest.header, write(JSON.stringify(honest.claims), honest), honest.sign);

const pem = ({ publicJwk }: Honest) => createPublicKey({ key: publicJwk, format: 'jwk' });
const foreign = () => byStranger;

const ALGORITHMS: readonly (readonly [string, Forge])[] = [
  ['alg none, unsigned', header({ alg: 'none' }, () => unsigned)],
  ['alg None, unsigned', header({ alg: 'None' }, () => unsigned)],
  ['alg none over a good signature', header({ alg: 'none' })],
  ['an empty signature under a good alg', header({}, () => unsigned)],
  ['no alg', header({ alg: undefined })],
  ['a list of algs', header({ alg: ['EdDSA', 'none'] })],
  [
    'HS256 with the public key as JSON',
    header({ alg: 'HS256' }, (h) => withSecret(JSON.stringify(h.publicJwk), 'sha256')),
  ],
  [
    'HS256 with the public key as bytes',
    header({ alg: 'HS256' }, (h) => withSecret(Buffer.from(String(h.publicJwk.x), 'base64url'), 'sha256')),
  ],
  [
    'HS256 with the public key as PEM',
    header({ alg: 'HS256' }, (h) => withSecret(pem(h).export({ type: 'spki', format: 'pem' }), 'sha256')),
  ],
  [
    'HS512 with the public key as DER',
    header({ alg: 'HS512' }, (h) => withSecret(pem(h).export({ type: 'spki', format: 'der' }), 'sha512')),
  ],
  ['HS256 with an empty secret', header({ alg: 'HS256' }, () => withSecret('', 'sha256'))],
  ['alg ES256 over the good signature', header({ alg: 'ES256' })],
  ['alg RS256 over the good signature', header({ alg: 'RS256' })],
  ['RS256 of a stranger', header({ alg: 'RS256' }, () => byStrangerRsa)],
  ['ES256 of a stranger', header({ alg: 'ES256' }, () => byStrangerCurve)],
  ['a stranger’s key under the party’s kid', header({}, foreign)],
];

const KEYS: readonly (readonly [string, Forge])[] = [
  ['a kid that is a path', header({ kid: '../../../../dev/null' }, foreign)],
  ['a kid that is SQL', header({ kid: "' UNION SELECT 'AAAA' --" }, foreign)],
  ['a kid that is an address', header({ kid: LURE }, foreign)],
  ['a kid of 4 KiB', header({ kid: 'k'.repeat(4096) }, foreign)],
  ['the kid __proto__', header({ kid: '__proto__' }, foreign)],
  ['the kid constructor', header({ kid: 'constructor' }, foreign)],
  ['a kid that is no text', header({ kid: { toString: 'x' } }, foreign)],
  ['an empty kid', header({ kid: '' }, foreign)],
  ['no kid', header({ kid: undefined }, foreign)],
  ['an unknown kid over a good signature', header({ kid: 'another' })],
  ['its own key in jwk', header({ jwk: STRANGER_JWK }, foreign)],
  ['its own key in jwk, without a kid', header({ jwk: STRANGER_JWK, kid: undefined }, foreign)],
  ['the address of its keys in jku', header({ jku: LURE }, foreign)],
  ['the address of its certificates in x5u', header({ x5u: LURE }, foreign)],
  ['a certificate in x5c', header({ x5c: ['MIIB'], 'x5t#S256': 'AAAA' }, foreign)],
];

const HEADERS: readonly (readonly [string, Forge])[] = [
  ['crit that names what nobody knows', header({ crit: ['agent-network'], 'agent-network': true })],
  ['crit that is empty', header({ crit: [] })],
  ['crit that is no list', header({ crit: 'exp' })],
  ['crit that names what is not there', header({ crit: ['b64'] })],
  ['a payload that is not encoded', header({ crit: ['b64'], b64: false })],
  ['a header that is no object', (h) => writeToken('["EdDSA"]', h.claims, h.sign)],
  ['a header that is no JSON', (h) => writeToken('{alg:EdDSA}', h.claims, h.sign)],
];

const CLAIMS: readonly (readonly [string, Forge])[] = [
  ['another issuer', claims({ iss: 'http://issuer.test/nobody' })],
  ['a list of issuers', claims(({ iss }) => ({ iss: [iss] }))],
  ['its issuer with a slash', claims(({ iss }) => ({ iss: `${String(iss)}/` }))],
  ['its issuer in capitals', claims(({ iss }) => ({ iss: String(iss).toUpperCase() }))],
  ['no issuer', claims({ iss: undefined })],
  ['the issuer __proto__', claims({ iss: '__proto__' })],
  ['another audience', claims({ aud: 'agent-network:company:nobody' })],
  ['an audience that begins alike', claims(({ aud }) => ({ aud: `${String(aud)}x` }))],
  ['no audience', claims({ aud: undefined })],
  ['an audience of nothing', claims({ aud: [] })],
  ['an audience that is a map', claims(({ aud }) => ({ aud: { [String(aud)]: true } }))],
  ['an end that has passed', claims({ iat: now() - 66, exp: now() - 30 })],
  ['no end', claims({ exp: undefined })],
  ['an end that is text', claims({ exp: '9999999999' })],
  ['an end that never comes', text((json) => json.replace(/"exp":\d+/, '"exp":1e999'))],
  ['an end before time began', claims({ exp: -1 })],
  ['a beginning tomorrow', claims({ nbf: now() + 86_400 })],
  ['a beginning that is text', claims({ nbf: '0' })],
  ['an iat of tomorrow', claims({ iat: now() + 86_400, exp: now() + 86_430 })],
  ['no iat', claims({ iat: undefined })],
  ['an iat that is text', claims({ iat: String(now()) })],
];

const TEXTS: readonly (readonly [string, Forge])[] = [
  [
    'claims that were changed after signing',
    (h) => withPayload(h, { ...h.claims, company: 'harbor', kind: 'person' }),
  ],
  [
    'claims of another token under its signature',
    (h) => withPayload(h, { ...h.claims, jti: 'another', exp: now() + 40 }),
  ],
  ['claims that are a list', text((json) => `[${json}]`)],
  ['claims that are no JSON', text((json) => json.slice(0, -1))],
  ['claims of null', text(() => 'null')],
  [
    'a second issuer after the good one',
    text((json) => json.replace(/}$/, ',"iss":"http://issuer.test/nobody"}')),
  ],
  ['a second audience after the good one', text((json) => json.replace(/}$/, ',"aud":"nobody"}'))],
  ['a second end, passed, after the good one', text((json) => json.replace(/}$/, `,"exp":${now() - 60}}`))],
  ['9 KiB more than a token needs', claims({ padding: 'x'.repeat(9216) })],
  ['its signature cut', ({ token }) => token.slice(0, -6)],
  ['its signature twice', ({ token }) => `${token}${token.slice(token.lastIndexOf('.'))}`],
  ['blanks within', ({ token }) => token.replace('.', ' .')],
  ['five parts', ({ token }) => `${token}.e30.e30`],
  ['nothing at all', () => '..'],
];

function withPayload({ token }: Honest, payload: object): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return token.replace(/\.[^.]+\./, `.${encoded}.`);
}

/** The table. */
export const FORGERIES: readonly (readonly [string, Forge])[] = [
  ...ALGORITHMS,
  ...KEYS,
  ...HEADERS,
  ...CLAIMS,
  ...TEXTS,
];
