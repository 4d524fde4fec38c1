import { expect } from '@jest/globals';
import { ask, type TestShared } from './test-shared.ts';

/** What a mutation of a thread or a message answered. */
export interface Answer<Thing> {
  readonly thing: Thing | null;
  readonly codes: readonly string[];
  readonly paths: readonly (readonly string[] | null)[];
}

/** A message as the tests ask for it. */
export interface Said {
  readonly id: string;
  readonly sequence: number;
  readonly body: string;
  readonly kind: string;
  readonly hidden: boolean;
  readonly editedAt: string | null;
  readonly redactedAt: string | null;
  readonly author: { readonly id: string };
  readonly onBehalfOf: { readonly id: string } | null;
  readonly replyTo: { readonly id: string } | null;
  readonly mentions: readonly { readonly id: string }[];
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[];
  readonly revisions: readonly { readonly body: string; readonly editor: { readonly id: string } }[];
}

/** A thread as the tests ask for it. */
export interface Line {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly visibility: string;
  readonly unreadCount: number;
  readonly unreadFrom: number | null;
  readonly lastMessage: { readonly sequence: number } | null;
  readonly participants: readonly { readonly id: string }[];
  readonly messages: { readonly nodes: readonly { readonly sequence: number; readonly body: string }[] };
}

const MESSAGE = `id sequence body kind hidden editedAt redactedAt author { id } onBehalfOf { id } replyTo { id }
  mentions { id } reactions { emoji count } revisions { body editor { id } }`;
const THREAD = `id title state visibility unreadCount unreadFrom lastMessage { sequence } participants { id }
  messages(first: 100) { nodes { sequence body } }`;

interface Payload<Thing> {
  readonly thing: Thing | null;
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] | null }[];
}

function answerOf<Thing>({ it: { thing, userErrors } }: { readonly it: Payload<Thing> }): Answer<Thing> {
  return {
    thing,
    codes: userErrors.map(({ code }) => code),
    paths: userErrors.map(({ path }) => path),
  };
}

/** The calls of the tests, as companies' callers, each a request of its own. */
export function conversationIn(shared: TestShared) {
  const run = async (
    company: string,
    source: string,
    variables: Record<string, unknown>,
    subject = 'lead',
  ) => {
    const { data, errors } = await ask(shared.database, company, source, variables, subject);
    expect(errors).toBeUndefined();
    // GraphQL's results have no prototype.
    return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
  };
  const mutate = async <Thing>(
    name: string,
    field: string,
    company: string,
    input: object,
    subject?: string,
  ) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const asked = field === 'thread' ? THREAD : MESSAGE;
    const source = `mutation ($input: ${type}!) { it: ${name}(input: $input) {
      thing: ${field} { ${asked} } userErrors { code path } } }`;
    return answerOf((await run(company, source, { input }, subject)) as unknown as { it: Payload<Thing> });
  };
  let keys = 0;
  return {
    run,
    onThread: (name: string, company: string, input: object, subject?: string) =>
      mutate<Line>(name, 'thread', company, input, subject),
    onMessage: (name: string, company: string, input: object, subject?: string) =>
      mutate<Said>(name, 'message', company, input, subject),
    post: (company: string, threadId: string, body: string, more: object = {}, subject?: string) =>
      mutate<Said>(
        'postMessage',
        'message',
        company,
        { threadId, body, idempotencyKey: `k${String(++keys)}`, ...more },
        subject,
      ),
    thread: async (company: string, id: string) =>
      (await run(company, `query ($id: ID!) { it: thread(id: $id) { ${THREAD} } }`, { id }))[
        'it'
      ] as Line | null,
    message: async (company: string, id: string) => {
      const source = `query ($r: [_Any!]!) { it: _entities(representations: $r) { ... on Message { ${MESSAGE} } } }`;
      const { it } = (await run(company, source, { r: [{ __typename: 'Message', id }] })) as {
        it: (Said | null)[];
      };
      return it[0] ?? null;
    },
    kinds: async (teamId: string) => {
      const rows = await shared.rows.teamEvent.findMany({ where: { teamId }, orderBy: { sequence: 'asc' } });
      return rows.map(({ kind }) => kind);
    },
  };
}
