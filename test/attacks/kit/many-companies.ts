import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt, type JWK } from 'jose';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { createCredentials, testIssuer } from '#test/testkit/credentials.ts';
import { startLocalServer, type LocalServer } from '#test/testkit/local-server.ts';
import { createTestKey, keyFetch } from '#test/testkit/network-keys.ts';

/** Somebody of one of the companies. */
export interface Member {
  readonly company: string;
  readonly subject: string;
  readonly token: string;
}

/** A network of many companies with one schema, whose programs answer each caller with its own name and nothing else. */
export interface ManyCompanies extends AsyncDisposable {
  readonly sharedUrl: string;
  readonly gatewayKey: JWK;
  readonly fetchKeys: ReturnType<typeof keyFetch>;
  readonly members: readonly Member[];
  /** Answers that programs gave, each to one caller. */
  readonly answered: () => number;
  /** What came to a program that was not its own, or without its due: nothing, where all is well. */
  readonly astray: readonly string[];
}

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';
/** As much as is worth compressing. */
const FILLING = 'what is only theirs, at length. '.repeat(150);

/** The question that all ask, in the same words. */
export const QUESTION = {
  query:
    'query Whose($n: Int!) { me { displayName subject } team(slug: "all") { name participants { displayName agent { name } } } workspace { agents { name purpose } } teams(first: $n) { nodes { name } } }',
  variables: { n: 2 },
};
/** The stream that all follow. */
export const STREAM = { query: 'subscription Theirs { inbox { cursor reason } }' };

/** The only right answer to {@link QUESTION}. */
export function answerTo({ company, subject }: Member, next: string): unknown {
  const of = `${company}/${subject}`;
  return {
    me: { displayName: of, subject },
    team: {
      name: `team of ${of}`,
      participants: [
        { displayName: of, agent: { name: `own of ${of}` } },
        { displayName: of, agent: { name: `${next} for ${company}` } },
      ],
    },
    workspace: { agents: [{ name: of, purpose: `${of}: ${FILLING}` }] },
    teams: { nodes: [{ name: of }] },
  };
}

/** Starts the shared layer and one server for all companies' programs, each at a path of its own. */
export async function startManyCompanies(count: number): Promise<ManyCompanies> {
  const slugs = Array.from({ length: count }, (_, index) => `company-${String(index)}`);
  const [gateway, ...keys] = await Promise.all(['gateway', ...slugs].map(createTestKey));
  if (!gateway) throw new Error('no key');
  const issuers = new Map(slugs.map((slug, index) => [slug, keys[index] ?? gateway]));
  const credentials = createCredentials({ gateway, shared: gateway, issuers });
  const subjects = slugs.flatMap((company) => ['lead', 'other'].map((subject) => ({ company, subject })));
  const astray: string[] = [];
  let answered = 0;
  const counted = (answer: (request: IncomingMessage, body: string) => unknown) =>
    startLocalServer((request, response) => {
      answered += 1;
      void serve(request, response, answer);
    });
  const nextOf = (slug: string) => slugs[(slugs.indexOf(slug) + 1) % slugs.length] ?? '';
  const programs = await counted((request, body) => companyAnswer(request, body, astray));
  const shared: LocalServer = await counted((request) => {
    if (request.url !== '/registry') return sharedAnswer(request, nextOf);
    const schemaHash = sha256(contractSdl());
    const companies = slugs.map((slug) => ({
      ...{ slug, schemaHash, issuer: testIssuer(slug), jwksUri: issuers.get(slug)?.jwksUri ?? '' },
      subgraphUrl: `${programs.url}/${slug}`,
    }));
    return { version: '1', sharedSdl: sharedSdl(), companies, schemas: { [schemaHash]: contractSdl() } };
  });
  return {
    sharedUrl: shared.url,
    gatewayKey: gateway.privateJwk,
    fetchKeys: keyFetch([gateway, ...keys]),
    members: await Promise.all(
      subjects.map(async ({ company, subject }) => ({
        ...{ company, subject },
        token: await credentials.callerToken(company, { sub: subject, kind: 'person' }),
      })),
    ),
    answered: () => answered,
    astray,
    async [Symbol.asyncDispose]() {
      await Promise.all([shared[Symbol.asyncDispose](), programs[Symbol.asyncDispose]()]);
    },
  };
}

interface Passport {
  readonly company: string;
  readonly caller?: { readonly sub: string };
}

const claimsOf = (text: unknown) => (typeof text === 'string' ? decodeJwt<Passport>(text) : null);

/** Answers after a while of its own, so that answers overtake each other. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage, body: string) => unknown,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.headers.accept === 'text/event-stream') {
    tellItems(request, response);
    return;
  }
  // Told of no change for as long as the test runs.
  if (request.url?.startsWith('/registry/changes') === true) return;
  await pause(Math.random() * 4);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer(request, Buffer.concat(chunks).toString('utf8'))));
}

function tellItems({ headers }: IncomingMessage, response: ServerResponse): void {
  const passport = claimsOf(headers[PASSPORT_HEADER]);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const cursor = `${String(passport?.company)}/${String(passport?.caller?.sub)}`;
  const event = JSON.stringify({ data: { inbox: { __typename: 'InboxItem', cursor, reason: 'MESSAGE' } } });
  const telling = setInterval(() => response.write(`event: next\ndata: ${event}\n\n`), 50);
  response.on('close', () => clearInterval(telling));
}

function sharedAnswer({ url, headers }: IncomingMessage, nextOf: (slug: string) => string): unknown {
  if (url === '/attestations') {
    const { company } = claimsOf(headers[PASSPORT_HEADER]) ?? {};
    return { attestation: String(company), exp: Math.floor(Date.now() / 1000) + 60 };
  }
  const { company = '', caller } = claimsOf(headers[PASSPORT_HEADER]) ?? {};
  const subject = String(caller?.sub);
  const of = `${company}/${subject}`;
  const participants = [company, nextOf(company)].map((owner) => ({
    ...{ __typename: 'Participant', id: `par_${owner}_${ULID}`, displayName: of },
  }));
  const team = { __typename: 'Team', id: `tem_${ULID}`, name: `team of ${of}`, participants };
  const me = { __typename: 'Caller', displayName: of, subject };
  return { data: { me, team, teams: { nodes: [{ __typename: 'Team', name: of }] } } };
}

/** Judges what comes to a company's program, and answers with who asked, as its credentials say. */
function companyAnswer({ url, headers }: IncomingMessage, body: string, astray: string[]): unknown {
  const here = (url ?? '').slice(1);
  const passport = claimsOf(headers[PASSPORT_HEADER]);
  const caller = claimsOf(headers.authorization?.slice('Bearer '.length));
  const own = passport?.company === here;
  const of = `${String(passport?.company)}/${String(passport?.caller?.sub)}`;
  if (passport?.aud !== `agent-network:company:${here}`)
    astray.push(`a passport for ${String(passport?.aud)} at ${here}`);
  if (
    own &&
    `${String(caller?.iss)}/${String(caller?.sub)}` !== `${testIssuer(here)}/${String(passport.caller?.sub)}`
  )
    astray.push(`a token of ${String(caller?.iss)} at ${here}`);
  if (!own && (caller !== null || passport?.caller || headers[ATTESTATION_HEADER] !== passport?.company))
    astray.push(`words of another at ${here}`);
  const { variables = {} } = JSON.parse(body) as { variables?: { representations?: unknown[] } };
  const name = own ? `own of ${of}` : `${here} for ${String(passport?.company)}`;
  const entities = variables.representations?.map(() => ({ agent: { name } }));
  if (entities) return { data: { _entities: entities } };
  return { data: { workspace: { agents: [{ name: of, purpose: `${of}: ${FILLING}` }] } } };
}
