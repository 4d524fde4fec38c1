import { acmeRunbooks } from '#cli/scenario/acme-documents.ts';
import { ACME } from '#cli/scenario/acme.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { openDatabase, type Database } from '#subgraphs/company/database.ts';
import { startTestNetwork, type TestNetwork } from './network.ts';

/** The reference network in which Acme's administrator shows things to Harbor, and Harbor looks. */
export interface DisclosingNetwork extends AsyncDisposable {
  readonly network: TestNetwork;
  /** Acme's own database. */
  readonly db: Database;
  /** Carries a mutation of the ledger out as Acme's administrator; the line of the ledger. */
  act(mutation: string, input: object): Promise<Line>;
  /** Runs an operation as somebody; its data, and its whole text. */
  ask(company: string, subject: string, query: string): Promise<Answer>;
}

/** A line of the ledger. */
export interface Line {
  readonly id: string;
  readonly state: string;
  readonly problem: string | null;
}

/** What came back. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const [, reconciliation] = ACME.agents;
const [, ruben] = ACME.people;
const [escalations] = ACME.privateThreads;
const [rollback] = acmeRunbooks(ruben?.id ?? '', ruben?.id ?? '');

const team = { teamId: ROLLOUT.team };

/** Everything that Acme can show, by what it is: the mutation with its input, and a text that only it opens. */
export const SHOWN = {
  'an agent': {
    act: ['bringToTeam', { ...team, agentId: reconciliation?.id, displayName: 'Helper' }],
    opens: 'Compares Bluebird invoices with the ledger every night.',
  },
  'a person': {
    act: ['bringToTeam', { ...team, personId: ruben?.id, displayName: 'Support' }],
    opens: 'Ruben Castillo',
  },
  'a document': {
    act: [
      'createShare',
      {
        ...team,
        target: { documentId: rollback?.id },
        fields: ['TITLE', 'BODY', 'MEDIA_TYPE', 'UPDATED_AT'],
      },
    ],
    opens: 'Bluebird: rolling back a billing release',
  },
  'a range of a thread': {
    act: [
      'createShare',
      {
        ...team,
        target: { privateThreadId: escalations?.id, fromSequence: 2, toSequence: 2 },
        fields: ['TITLE', 'BODY', 'AUTHOR', 'TIME'],
      },
    ],
    opens:
      'Found both in the Bluebird ledger. The cause is the old billing job, which the migration retires.',
  },
  'an agent’s card': {
    act: [
      'createShare',
      { ...team, target: { agentId: reconciliation?.id }, fields: ['NAME', 'PURPOSE', 'SKILLS', 'STATUS'] },
    ],
    opens: 'Bluebird invoice matching',
  },
} as const satisfies Record<string, { act: readonly [string, object]; opens: string }>;

/** Every field that the contract lets cross, of every participant and every share of the team, as a member asks. */
export const LOOK_AROUND = `{ team(slug: "acme-rollout") {
  participants {
    __typename id
    agent { __typename id name purpose skills status }
    person { __typename id displayName title timeZone }
  }
  shares(first: 100) { nodes { __typename id content { __typename
    ... on SharedDocument { title body mediaType updatedAt }
    ... on SharedPrivateThread { title messages { body authorName createdAt } }
    ... on SharedAgentCard { name purpose skills status }
  } } }
} }`;

/** Starts it. */
export async function startDisclosingNetwork(): Promise<DisclosingNetwork> {
  const network = await startTestNetwork();
  const db = openDatabase(network.databases.get('acme')?.runtimeUrl ?? '');
  const ask = async (company: string, subject: string, query: string): Promise<Answer> => {
    const { text, json } = await network.ask(await network.tokenOf(company, subject), query);
    if (json.errors || !json.data) throw new Error(text);
    return { data: json.data, text };
  };
  return {
    ...{ network, db, ask },
    async act(mutation, input) {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
      const query = `mutation ($input: ${type}) { done: ${mutation}(input: $input) {
        disclosure { id state problem } userErrors { message } } }`;
      const { json, text } = await network.ask(await network.tokenOf('acme', 'project-lead'), query, {
        input,
      });
      const done = json.data?.['done'] as { disclosure: Line | null; userErrors: unknown[] } | undefined;
      if (!done?.disclosure || done.userErrors.length > 0) throw new Error(text);
      return done.disclosure;
    },
    async [Symbol.asyncDispose]() {
      await db.$disconnect();
      await network[Symbol.asyncDispose]();
    },
  };
}
