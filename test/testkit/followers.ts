import { openStream, type StreamEvent, type TestStream } from './event-stream.ts';
import type { TestNetwork } from './network.ts';

/** Follows what happens in the reference team of a test network, for its companies' leads. */
export interface Followers {
  readonly team: string;
  readonly thread: string;
  tokenOf(company: string, overrides?: Readonly<Record<string, unknown>>): Promise<string>;
  /**
   * Opens a stream that has begun to follow: what comes after it is new to it. Without a query, {@link THREAD_EVENTS} of
   * the thread from now on.
   */
  follow(
    company: string,
    query?: string,
    variables?: Readonly<Record<string, unknown>>,
    overrides?: Readonly<Record<string, unknown>>,
  ): Promise<TestStream>;
  /** Where the team's log ends now. */
  cursor(): Promise<string>;
  /** Posts in the thread. */
  post(company: string, body: string): Promise<void>;
  close(): void;
}

/** What follows a thread after a cursor. */
export const THREAD_EVENTS = `subscription ($id: ID!, $after: String) { threadEvents(threadId: $id, after: $after) {
  __typename cursor event { kind sequence } message { body author { displayName agent { id name instructions } } } } }`;

const LEADS: Readonly<Record<string, string>> = {
  acme: 'project-lead',
  harbor: 'delivery-lead',
  outsider: 'visitor',
};

/** How long it takes until a stream without a cursor has read where its log ends, in milliseconds. */
export const BEGUN_MS = 400;

const HEAD = 'query ($id: ID!) { team(id: $id) { events(last: 1) { pageInfo { endCursor } } } }';
const POST =
  'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { message } } }';

/** Finds the team of the reference scenario. */
export async function createFollowers(network: TestNetwork): Promise<Followers> {
  const open: TestStream[] = [];
  const tokenOf: Followers['tokenOf'] = (company, overrides = {}) =>
    network.tokenOf(company, LEADS[company] ?? 'platform-lead', overrides);
  const { team, thread } = await teamOf(network, await tokenOf('acme'));
  const cursor = async () => {
    const { json } = await network.ask(await tokenOf('acme'), HEAD, { id: team });
    return (json.data as { team: { events: { pageInfo: { endCursor: string } } } }).team.events.pageInfo
      .endCursor;
  };
  return {
    ...{ team, thread, tokenOf },
    cursor,
    async follow(company, query = THREAD_EVENTS, variables, overrides = {}) {
      const headers = { authorization: `Bearer ${await tokenOf(company, overrides)}` };
      const asked = variables ?? { id: thread, after: await cursor() };
      const stream = await openStream(`${network.gatewayUrl}/graphql`, query, { ...asked }, headers);
      open.push(stream);
      if (asked['after'] === undefined) await new Promise((resolve) => setTimeout(resolve, BEGUN_MS));
      return stream;
    },
    async post(company, body) {
      const input = { threadId: thread, body, idempotencyKey: crypto.randomUUID() };
      const { text } = await network.ask(await tokenOf(company), POST, { input });
      if (!text.includes('"userErrors":[]')) throw new Error(text);
    },
    close: () => open.forEach((stream) => stream.close()),
  };
}

async function teamOf(network: TestNetwork, token: string): Promise<{ team: string; thread: string }> {
  const { json } = await network.ask(token, '{ teams { nodes { id threads { nodes { id } } } } }');
  const { teams } = json.data as {
    teams: { nodes: { id: string; threads: { nodes: { id: string }[] } }[] };
  };
  const [first] = teams.nodes;
  return { team: first?.id ?? '', thread: first?.threads.nodes[0]?.id ?? '' };
}

/** The code that an event ends its stream with; undefined for any other. */
export const codeOf = (event: StreamEvent | null | undefined) =>
  event?.data?.errors?.[0]?.extensions?.['code'];

/** What an event of {@link THREAD_EVENTS} tells. */
export function told(event: StreamEvent | null) {
  const found = event?.data?.data?.['threadEvents'] as
    | { cursor: string; event: { kind: string; sequence: number }; message: { body: string } | null }
    | undefined;
  if (!found) throw new Error(`no event of a thread: ${JSON.stringify(event)}`);
  return { cursor: found.cursor, sequence: found.event.sequence, body: found.message?.body ?? null };
}

/** The cursor of a team's log after that event. */
export const afterSequence = (sequence: number) =>
  Buffer.from(`seq:${String(sequence)}`).toString('base64url');
