import type { JWK } from 'jose';
import { ulid } from 'ulid';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { CREDENTIAL_CHECK_PATH } from '#schema/wire/agent-credentials.ts';
import { COMPANY_REQUEST_HEADER } from '#schema/wire/company-requests.ts';
import { companyAudience, SHARED_AUDIENCE, TOKEN_TYPE, type CallerClaims } from '#schema/wire/credentials.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { testIssuer } from '#test/testkit/credentials.ts';
import { callerOf, type TestNetwork } from '#test/testkit/network.ts';
import { takeApart, type Honest } from './token-writer.ts';

/** What came back from a door. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A place where a token is verified. */
export interface Door {
  readonly name: string;
  /** A good token, fresh. */
  honest(): Promise<Honest>;
  /** Shows a token in its place, with everything else as an honest party would send it. */
  show(token: string): Promise<Shown>;
  /** All that a refused token comes to: the status, and the whole body. */
  readonly shut: readonly [status: number, body: string];
  /** Stands in what a good token comes to. */
  readonly opened: string;
}

const refusal = (message: string) =>
  JSON.stringify({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
const NO_PASSPORT = [401, refusal('A valid passport is required.')] as const;
const NO_WORD = [401, ''] as const;

const WORKSPACE = { query: '{ workspace { agents { name } } }' };
const AGENT = COMPANY_SCENARIOS.acme.agents.find(({ subject }) => subject === 'customer-ops-agent');
const ENTITY = {
  query: 'query($of: [_Any!]!) { _entities(representations: $of) { ... on Agent { purpose } } }',
  variables: { of: [{ __typename: 'Agent', id: AGENT?.id }] },
};

/** Every place of a network where somebody's word is verified. */
export function doorsOf(network: TestNetwork): readonly Door[] {
  return [
    gatewayDoor(network),
    sharedDoor(network),
    registryDoor(network),
    companyRequestDoor(network),
    attestationDoor(network),
    ...['acme', 'nimbus'].flatMap((company) => companyDoors(company, network)),
  ];
}

const LEADS: Readonly<Record<string, CallerClaims>> = {
  acme: callerOf('acme', 'project-lead'),
  nimbus: callerOf('nimbus', 'platform-lead'),
};
const leadOf = (company: string) => LEADS[company] ?? { sub: 'nobody', kind: 'person' as const };
const agentOf: Readonly<Record<string, string>> = { acme: 'Customer Ops Agent', nimbus: 'Platform Agent' };

function gatewayDoor(network: TestNetwork): Door {
  return {
    name: 'a caller token at the gateway',
    honest: async () => takeApart(await network.tokenOf('acme', 'project-lead'), issuerKey(network, 'acme')),
    show: (token) => send(`${network.gatewayUrl}/graphql`, WORKSPACE, { authorization: `Bearer ${token}` }),
    shut: [401, refusal('A valid caller token is required.')],
    opened: 'Customer Ops Agent',
  };
}

function sharedDoor({ credentials, sharedUrl }: TestNetwork): Door {
  return {
    name: 'a passport at the shared layer',
    honest: async () =>
      takeApart(
        await credentials.passport('acme', SHARED_AUDIENCE, leadOf('acme')),
        credentials.keys.gateway.privateJwk,
      ),
    show: (token) =>
      send(`${sharedUrl}/graphql`, { query: '{ teams { nodes { name } } }' }, { [PASSPORT_HEADER]: token }),
    shut: NO_PASSPORT,
    opened: 'Acme rollout',
  };
}

function registryDoor({ credentials, sharedUrl }: TestNetwork): Door {
  return {
    name: 'a gateway’s token at the registry',
    honest: async () => takeApart(await credentials.gatewayToken(), credentials.keys.gateway.privateJwk),
    show: (token) => send(`${sharedUrl}/registry`, null, { authorization: `Bearer ${token}` }),
    shut: NO_WORD,
    opened: 'sharedSdl',
  };
}

function companyRequestDoor(network: TestNetwork): Door {
  const { credentials, sharedUrl } = network;
  const command = { kind: 'removeParticipant', participantId: `par_acme_${ulid()}` };
  const body = { requestId: ulid(), command };
  return {
    name: 'a company’s word at the shared layer',
    honest: async () =>
      takeApart(
        await credentials.companyRequest('acme', leadOf('acme'), JSON.stringify(body)),
        network.companyKey('acme').privateJwk,
      ),
    show: (token) => send(`${sharedUrl}/company-requests`, body, { [COMPANY_REQUEST_HEADER]: token }),
    shut: NO_WORD,
    opened: '"outcome":"refused"',
  };
}

function attestationDoor(network: TestNetwork): Door {
  const { credentials } = network;
  return {
    name: 'an attestation at a company',
    honest: async () =>
      takeApart(
        await credentials.attestation('harbor', 'acme', [ROLLOUT.team]),
        credentials.keys.shared.privateJwk,
      ),
    show: async (token) =>
      send(`${network.companyUrl('acme')}/graphql`, ENTITY, {
        [PASSPORT_HEADER]: await credentials.passport('harbor', companyAudience('acme')),
        [ATTESTATION_HEADER]: token,
      }),
    shut: [200, '{"data":{"_entities":[null]}}\n'],
    opened: AGENT?.purpose ?? '',
  };
}

/** At the reference program, and at one that has nothing of it. */
function companyDoors(company: string, network: TestNetwork): readonly Door[] {
  const { credentials } = network;
  const url = network.companyUrl(company);
  const passport = () => credentials.passport(company, companyAudience(company), leadOf(company));
  const token = () => credentials.callerToken(company, leadOf(company));
  const ask = (headers: Record<string, string>) => send(`${url}/graphql`, WORKSPACE, headers);
  return [
    {
      name: `a passport at ${company}`,
      honest: async () => takeApart(await passport(), credentials.keys.gateway.privateJwk),
      show: async (shown) => ask({ [PASSPORT_HEADER]: shown, authorization: `Bearer ${await token()}` }),
      shut: NO_PASSPORT,
      opened: agentOf[company] ?? '',
    },
    {
      name: `a caller token at ${company}`,
      honest: async () => takeApart(await token(), issuerKey(network, company)),
      show: async (shown) => ask({ [PASSPORT_HEADER]: await passport(), authorization: `Bearer ${shown}` }),
      shut: [200, `{"data":{"workspace":null}}${company === 'acme' ? '\n' : ''}`],
      opened: agentOf[company] ?? '',
    },
    issuerDoor(company, network),
  ];
}

function issuerDoor(company: string, network: TestNetwork): Door {
  const { credentials } = network;
  const iat = () => Math.floor(Date.now() / 1000);
  const claims = { iss: testIssuer(company), aud: companyAudience(company) };
  return {
    name: `its issuer’s word at ${company}`,
    honest: async () => {
      const times = { iat: iat(), exp: iat() + 60 };
      const word = await credentials.issuerSigner(company).sign({ ...claims, ...times }, TOKEN_TYPE.issuer);
      return takeApart(word, issuerKey(network, company));
    },
    show: async (token) => {
      const url = network.companyUrl(company) + CREDENTIAL_CHECK_PATH;
      const shown = await send(url, { secret: 'nobody’s' }, { authorization: `Bearer ${token}` });
      return { ...shown, text: `${shown.text}${shown.status === 404 ? 'asked' : ''}` };
    },
    shut: NO_WORD,
    opened: 'asked',
  };
}

function issuerKey({ credentials }: TestNetwork, company: string): JWK {
  const key = credentials.keys.issuers.get(company);
  if (!key) throw new Error(`the test network has no issuer for ${company}`);
  return key.privateJwk;
}

async function send(url: string, body: unknown, headers: Record<string, string>): Promise<Shown> {
  const post = { method: 'POST', body: JSON.stringify(body) };
  const json = { 'content-type': 'application/json' };
  const response = await fetch(
    url,
    body === null ? { headers } : { ...post, headers: { ...json, ...headers } },
  );
  return { status: response.status, headers: response.headers, text: await response.text() };
}
