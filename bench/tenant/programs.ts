import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { createCredentials, testIssuer } from '#test/testkit/credentials.ts';
import { createTestKey } from '#test/testkit/network-keys.ts';

/** A network of canned answers: the shared layer and two companies, over HTTP; Acme asks. */
export interface CannedNetwork {
  readonly sharedUrl: string;
  /** The gateway's private key. */
  readonly gatewayKey: object;
  /** A caller token, Acme's unless told; each serial is another caller's. */
  token(serial: number, company?: 'acme' | 'harbor'): Promise<string>;
  /** Cuts Harbor's program off, and brings it back at the same address. */
  killHarbor(): Promise<void>;
  reviveHarbor(): Promise<void>;
  close(): Promise<void>;
}

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const OWNERS = ['harbor', 'acme', 'harbor', 'acme', 'harbor'];

/** What is asked: both companies' own things beside what they share. */
export const TENANT_QUERY = `query Rollout { me { displayName } team(slug: "rollout") { name
  participants { displayName agent { name purpose skills } } } workspace { agents { name } } }`;

const team = {
  ...{ __typename: 'Team', id: `tem_${ULID}`, name: 'Rollout' },
  participants: OWNERS.map((owner, n) => ({
    ...{
      __typename: 'Participant',
      id: `par_${owner}_${ULID.slice(0, -1)}${n}`,
      displayName: `${owner} ${n}`,
    },
  })),
};
const me = { __typename: 'Viewer', displayName: 'Lead', subject: 'lead' };
const agentOf = (owner: string) => ({
  name: `Agent of ${owner}`,
  purpose: 'to help',
  skills: ['one', 'two'],
});

/** The answer while Harbor answers, and while it does not. */
export function expectedData(harborIsUp: boolean): unknown {
  const participants = OWNERS.map((owner, n) => ({
    displayName: `${owner} ${n}`,
    agent: owner === 'harbor' && !harborIsUp ? null : agentOf(owner),
  }));
  return {
    me: { displayName: 'Lead' },
    team: { name: 'Rollout', participants },
    workspace: { agents: [{ name: 'Agent of acme' }] },
  };
}

/** The paths at which Harbor's trouble may be told. */
export function isHarborsPath(path: unknown): boolean {
  const [root, list, index, field] = Array.isArray(path) ? (path as unknown[]) : [];
  return (
    root === 'team' && list === 'participants' && OWNERS[Number(index)] === 'harbor' && field === 'agent'
  );
}

type Answer = (url: string, body: string) => unknown;

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function serve(answer: Answer, port = 0): Promise<{ server: Server; url: string; port: number }> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const text = JSON.stringify(answer(incoming.url ?? '', body));
      outgoing.writeHead(200, [
        'content-type',
        'application/json',
        'content-length',
        String(Buffer.byteLength(text)),
      ]);
      outgoing.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const taken = (server.address() as AddressInfo).port;
  return { server, port: taken, url: `http://127.0.0.1:${taken}` };
}

function end({ server }: { server: Server }): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

const company =
  (slug: string): Answer =>
  (_, body) => {
    const { variables = {} } = JSON.parse(body) as { variables?: { representations?: unknown[] } };
    const entities = variables.representations?.map(() => ({ agent: agentOf(slug) }));
    return { data: entities ? { _entities: entities } : { workspace: { agents: [agentOf(slug)] } } };
  };

/** Starts the programs. */
export async function startCannedNetwork(): Promise<CannedNetwork> {
  const keys = await Promise.all(['gateway', 'shared', 'acme', 'harbor'].map(createTestKey));
  const [gateway, shared, acme, harbor] = keys;
  if (!gateway || !shared || !acme || !harbor) throw new Error('there are four keys');
  const issuers = new Map([
    ['acme', acme],
    ['harbor', harbor],
  ]);
  const acmes = await serve(company('acme'));
  let harbors = await serve(company('harbor'));
  const schemaHash = sha256(contractSdl());
  const layer = await serve((url) => {
    if (url === '/graphql') return { data: { team, me } };
    if (url === '/attestations') return { attestation: 'attested', exp: Math.floor(Date.now() / 1000) + 60 };
    const issuer = issuers.get(url.slice('/jwks/'.length));
    if (issuer) return issuer.signer.jwks;
    const companies = [...issuers.keys()].map((slug) => ({
      ...{ slug, schemaHash, issuer: testIssuer(slug), jwksUri: `${layer.url}/jwks/${slug}` },
      subgraphUrl: `${(slug === 'acme' ? acmes : harbors).url}/graphql`,
    }));
    return { version: '1', sharedSdl: sharedSdl(), companies, schemas: { [schemaHash]: contractSdl() } };
  });
  const credentials = createCredentials({ gateway, shared, issuers });
  return {
    sharedUrl: layer.url,
    gatewayKey: gateway.privateJwk,
    token: (serial, company = 'acme') =>
      credentials.callerToken(company, { sub: `lead-${serial}`, kind: 'person' }),
    killHarbor: () => end(harbors),
    reviveHarbor: async () => {
      harbors = await serve(company('harbor'), harbors.port);
    },
    close: async () => {
      await Promise.all([end(layer), end(acmes), end(harbors)]);
    },
  };
}
