import { ulid } from 'ulid';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { ENTITY_KINDS, fullSelection } from './selections.ts';
import { VISITOR, type OtherParties, type Signing } from './other-parties.ts';

/** Headers of a request. */
export type Headers = Readonly<Record<string, string>>;

/** An answer of the instance. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly message: string; readonly extensions?: unknown }[];
}

/** A representation, as a gateway sends it. */
export type Representation = Readonly<Record<string, unknown>>;

/** The instance under test, and everybody around it. */
export interface Scene {
  readonly url: string;
  readonly company: string;
  readonly parties: OtherParties;
  /** A team that nobody has heard of before this run. */
  readonly team: string;
  /** Ids of what the instance holds, by type; filled by `lookAround`. */
  readonly known: Map<string, string[]>;
  /** Headers of the administrator, with claims changed. */
  own(changed?: { readonly passport?: Signing; readonly token?: Signing | null }): Promise<Headers>;
  /** Headers of a member of the team from the other company. */
  foreign(changed?: { readonly passport?: Signing; readonly attestation?: Signing | null }): Promise<Headers>;
  ask(headers: Headers, query: string, variables?: object): Promise<Answer>;
  post(headers: Headers, body: string): Promise<Answer>;
  entities(headers: Headers, type: string, representations: readonly unknown[]): Promise<Answer>;
  /** Does a mutation as the administrator, and gives its payload; null when nothing came. */
  act(mutation: string, input: object, selection: string): Promise<Payload | null>;
}

/** What a mutation gave. */
export type Payload = Readonly<Record<string, unknown>> & {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
};

/** Makes the scene. @param admin the subject of an administrator whom the instance knows */
export function createScene(options: {
  readonly url: string;
  readonly company: string;
  readonly admin: string;
  readonly parties: OtherParties;
}): Scene {
  const { url, company, admin, parties } = options;
  const team = `tem_${ulid()}`;
  const post = (headers: Headers, body: string) => send(url, headers, body);
  const ask: Scene['ask'] = (headers, query, variables = {}) =>
    post(headers, JSON.stringify({ query, variables }));
  const own: Scene['own'] = async ({ passport, token } = {}) => {
    const caller = { sub: admin, kind: 'person' };
    const claims = { company, caller, ...passport?.claims };
    return {
      [PASSPORT_HEADER]: await parties.passport({ ...passport, claims }),
      ...(token === null ? {} : { authorization: `Bearer ${await parties.callerToken(admin, token)}` }),
    };
  };
  const entities: Scene['entities'] = (headers, type, all) =>
    ask(
      headers,
      `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ${type} ${fullSelection(type)} } }`,
      { all },
    );
  return {
    ...{ url, company, parties, team, known: new Map<string, string[]>(), own, ask, post, entities },
    foreign: async ({ passport, attestation } = {}) => ({
      [PASSPORT_HEADER]: await parties.passport(passport),
      ...(attestation === null
        ? {}
        : { [ATTESTATION_HEADER]: await parties.attestation([team], attestation) }),
    }),
    async act(mutation, input, selection) {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { done: ${mutation}(input: $input) { ${selection} userErrors { code message } } }`;
      const { data } = await ask(await own(), query, { input });
      return (data?.['done'] ?? null) as Payload | null;
    },
  };
}

async function send(url: string, headers: Headers, body: string): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
  const text = await response.text();
  const json = parsed(text) as { data?: Answer['data']; errors?: Answer['errors'] } | null;
  return { status: response.status, text, data: json?.data ?? null, errors: json?.errors ?? [] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const INVENTORY = `{ workspace { agents { id } people { id } tools { id }
  knowledge { id documents(first: 20) { nodes { id } } }
  privateThreads(first: 20) { nodes { id messages(first: 20) { nodes { id } } } }
  disclosures(first: 100) { nodes { id } } } }`;

/** Notes what the instance holds. Whether it let the administrator in. */
export async function lookAround(scene: Scene): Promise<boolean> {
  const { data } = await scene.ask(await scene.own(), INVENTORY);
  if (data?.['workspace'] == null) return false;
  const ids = [...JSON.stringify(data).matchAll(/"id":"(\w{3})_[^"]*"/g)].map(([text, kind]) => ({
    ...{ kind: kind ?? '', id: text.slice(6, -1) },
  }));
  for (const [type, kind] of Object.entries(ENTITY_KINDS)) {
    const found = ids.filter((one) => one.kind === kind).map(({ id }) => id);
    scene.known.set(type, [...new Set([...found, ...(OF_NOBODY[type] ?? [])])]);
  }
  return true;
}

/** Threads and messages are the shared layer's; a company answers for its notes on any of them. */
const OF_NOBODY: Readonly<Record<string, readonly string[]>> = {
  Thread: [`thr_${ulid()}`],
  Message: [`msg_${ulid()}`],
};

/** An id of that type that names nothing. */
export function unknownId({ company }: Scene, type: string): string {
  const kind = ENTITY_KINDS[type] ?? '';
  return kind === 'thr' || kind === 'msg' ? `${kind}_${ulid()}` : `${kind}_${company}_${ulid()}`;
}

/** The representations of all that is known of a type. */
export function representationsOf(scene: Scene, type: string): Representation[] {
  return (scene.known.get(type) ?? []).map((id) => ({ __typename: type, id }));
}

export { VISITOR };
