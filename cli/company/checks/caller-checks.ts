import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { kept, type Check } from '../check.ts';
import { representationsOf, type Headers, type Scene } from '../scene.ts';
import { ENTITY_KINDS, fullSelection, valuesIn } from '../selections.ts';
import type { Signing } from '../other-parties.ts';

type Attack = readonly [what: string, headers: (scene: Scene) => Promise<Headers>];

const past = () => Math.floor(Date.now() / 1000) - 86_400;
const expired = () => ({ claims: { iat: past(), exp: past() + 60 } });
const passport =
  (signing: () => Signing): Attack[1] =>
  (scene) =>
    scene.own({ passport: signing() });
const token =
  (signing: () => Signing | null): Attack[1] =>
  (scene) =>
    scene.own({ token: signing() });
const attestation =
  (signing: () => Signing | null): Attack[1] =>
  (scene) =>
    scene.foreign({ attestation: signing() });

const REFUSED: readonly Attack[] = [
  ['no passport', async (scene) => without(await scene.own(), PASSPORT_HEADER)],
  ['a text that is no JWT', async (scene) => ({ ...(await scene.own()), [PASSPORT_HEADER]: 'e30.e30.' })],
  ['an unsigned passport', async (scene) => unsigned(await scene.own())],
  [
    'a passport for another company (replayed from its subgraph)',
    passport(() => ({ claims: { aud: 'agent-network:company:elsewhere' } })),
  ],
  ['a passport for the shared layer', passport(() => ({ claims: { aud: 'agent-network:shared' } }))],
  ['a passport of yesterday, replayed', passport(expired)],
  [
    'a passport that lives for an hour',
    passport(() => ({ claims: { exp: Math.floor(Date.now() / 1000) + 3600 } })),
  ],
  [
    'a passport from tomorrow',
    passport(() => ({ claims: { iat: past() + 172_800, exp: past() + 172_860 } })),
  ],
  ['a passport that a stranger signed', passport(() => ({ by: 'stranger' }))],
  ['a passport that the own issuer signed', passport(() => ({ by: 'issuer' }))],
  ['a passport that the shared layer signed', passport(() => ({ by: 'shared' }))],
  ['a passport of another issuer', passport(() => ({ claims: { iss: 'agent-network:shared' } }))],
  ['a JWT of another type', passport(() => ({ typ: 'agent-network-gateway+jwt' }))],
  ['a passport that names no company', passport(() => ({ claims: { company: undefined } }))],
];

const NOBODY: readonly Attack[] = [
  ['an own passport without a caller token', token(() => null)],
  ['an own passport and another subject’s token', token(() => ({ claims: { sub: 'somebody-else' } }))],
  ['an own passport and a token of another kind', token(() => ({ claims: { kind: 'agent' } }))],
  ['an own passport and an expired token', token(expired)],
  [
    'an own passport and a token for the gateway alone',
    token(() => ({ claims: { aud: 'agent-network:gateway' } })),
  ],
  [
    'an own passport and a token of another issuer',
    token(() => ({ claims: { iss: 'http://elsewhere.test' } })),
  ],
  ['an own passport and a token that the gateway signed', token(() => ({ by: 'gateway' }))],
  ['an own passport and a token that a stranger signed', token(() => ({ by: 'stranger' }))],
  [
    'an own passport that names no caller',
    (scene) => scene.own({ passport: { claims: { caller: undefined } } }),
  ],
  ['a foreign passport without an attestation', attestation(() => null)],
  [
    'a foreign passport and an own caller token',
    async (scene) => ({ ...(await scene.own()), ...(await scene.foreign({ attestation: null })) }),
  ],
  [
    'an attestation for another audience',
    attestation(() => ({ claims: { aud: 'agent-network:company:elsewhere' } })),
  ],
  ['an attestation of another company', attestation(() => ({ claims: { company: 'elsewhere' } }))],
  ['an expired attestation', attestation(expired)],
  ['an attestation that the gateway signed', attestation(() => ({ by: 'gateway' }))],
  ['an attestation that a stranger signed', attestation(() => ({ by: 'stranger' }))],
  ['an attestation of another type', attestation(() => ({ typ: 'agent-network-passport+jwt' }))],
];

/** Who is believed, and who is not. */
export const callerChecks: readonly Check[] = [
  {
    id: 'callers.passport',
    says: 'Without a good passport every request is refused with 401, whatever else it carries.',
    run: async (scene) => {
      const problems: string[] = [];
      for (const [what, headers] of REFUSED)
        for (const query of [
          '{ workspace { company { slug } } }',
          '{ _service { sdl } }',
          '{ __typename }',
          '{ nonsense',
        ]) {
          const { status, data } = await scene.ask(await headers(scene), query);
          if (status !== 401 || data !== null) problems.push(`${what}: ${query} was answered ${status}`);
        }
      return kept(problems);
    },
  },
  {
    id: 'callers.two-words',
    says: 'Own data takes the passport and the own token; what was published takes the passport and the attestation.',
    run: async (scene) => {
      const problems: string[] = [];
      for (const [what, headers] of NOBODY)
        problems.push(...(await seen(scene, headers)).map((one) => `${what}: ${one}`));
      return kept(problems);
    },
  },
  {
    id: 'callers.other-teams',
    says: 'A company that shares other teams with this one, or none, finds every door shut.',
    run: async (scene) => {
      const elsewhere = attestation(() => ({ claims: { teams: ['tem_01KJPWD6M0ACMER0110VT0000Z'] } }));
      const nowhere = attestation(() => ({ claims: { teams: [] } }));
      return kept([...(await seen(scene, elsewhere)), ...(await seen(scene, nowhere))]);
    },
  },
];

/** What a caller is shown who is to be shown nothing. The id that it asked with is no news to it. */
async function seen(scene: Scene, headers: Attack[1]): Promise<string[]> {
  const roots = await scene.ask(
    await headers(scene),
    `{ workspace ${fullSelection('Workspace', 3)} _service { sdl } }`,
  );
  const shown = [
    ...valuesIn(roots.data),
    ...(roots.errors.length > 0 ? ['an error at the root fields'] : []),
  ];
  for (const type of Object.keys(ENTITY_KINDS)) {
    const all = representationsOf(scene, type);
    if (all.length === 0) continue;
    const { data, errors } = await scene.entities(await headers(scene), type, all);
    const values = valuesIn(data?.['_entities']).filter((value) => !/^\d+\.id = /.test(value));
    shown.push(
      ...values.map((value) => `${type} ${value}`),
      ...(errors.length > 0 ? [`an error at ${type}`] : []),
    );
  }
  return shown;
}

function without(headers: Headers, name: string): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));
}

function unsigned(headers: Headers): Headers {
  const [, payload] = (headers[PASSPORT_HEADER] ?? '').split('.');
  const head = Buffer.from('{"alg":"none","typ":"agent-network-passport+jwt"}').toString('base64url');
  return { ...without(headers, ATTESTATION_HEADER), [PASSPORT_HEADER]: `${head}.${payload ?? ''}.` };
}
