import { openDatabase, type Database } from '../database.ts';
import { all, FOREIGN, startTestCompany, type Headers, type Json, type TestCompany } from './test-company.ts';

/** What a write to the ledger answers. */
export interface Payload {
  readonly disclosure: Json | null;
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] | null }[];
}

/** Acme with its database at hand, seen by an administrator of its own, by its agent and by a member of the team. */
export interface SharingScene {
  readonly acme: TestCompany;
  readonly db: Database;
  readonly admin: () => Promise<Headers>;
  readonly agent: () => Promise<Headers>;
  readonly harbor: () => Promise<Headers>;
  readonly nobody: () => Promise<Headers>;
  /** Carries a mutation out, as the administrator where nobody else is named; null for who sees no mutation. */
  change(name: string, input: object, headers?: Promise<Headers>): Promise<Payload>;
  /** Reads one entity, as the member of the team where nobody else is named. */
  entity(type: string, id: unknown, fields: string, headers?: Promise<Headers>): Promise<Json | null>;
  stop(): Promise<void>;
}

const PAYLOAD = `disclosure { id kind what teamId state since until endedAt problem revocable
  by { ... on Person { id } } endedBy { ... on Person { id } } readCounts { company count } }
  userErrors { code path message }`;

/** Starts it. */
export async function startSharingScene(): Promise<SharingScene> {
  const acme = await startTestCompany();
  const db = openDatabase(acme.databaseUrl);
  const caller = { sub: 'agent-ashared', kind: 'agent' };
  const admin = () => all(acme.passport(), acme.bearer());
  const harbor = () => all(acme.passport(FOREIGN), acme.attested());
  const ask = async (headers: Promise<Headers>, query: string, variables: Json) => {
    const { data, errors, text } = await acme.ask(await headers, query, variables);
    if (errors !== undefined) throw new Error(text);
    return data ?? {};
  };
  return {
    ...{ acme, db, admin, harbor, nobody: () => acme.passport() },
    agent: () => all(acme.passport({ caller }), acme.bearer(caller)),
    async change(name, input, headers = admin()) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
      const query = `mutation ($input: ${type}) { done: ${name}(input: $input) { ${PAYLOAD} } }`;
      const { done } = await ask(headers, query, { input });
      return done as Payload;
    },
    async entity(type, id, fields, headers = harbor()) {
      const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ${type} { ${fields} } } }`;
      const { _entities } = await ask(headers, query, { all: [{ __typename: type, id }] });
      return (_entities as readonly (Json | null)[])[0] ?? null;
    },
    async stop() {
      await db.$disconnect();
      await acme.stop();
    },
  };
}
