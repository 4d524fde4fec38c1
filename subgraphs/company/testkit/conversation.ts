import type { Headers, Json, TestCompany } from './test-company.ts';

/** What became of a write: the thing, or the codes of what was wrong. */
export type Done = Json | readonly string[];

const MESSAGE = `id sequence body editedAt redactedAt redactionCause author { ... on Agent { id } ... on Person { id } }
  onBehalfOf { id } replyTo { id } thread { id }
  mentions { ... on Agent { id } ... on Person { id } }
  reactions { emoji count colleagues { ... on Agent { id } ... on Person { id } } }
  revisions { number body at }`;
const THREAD = 'id slug title archivedAt openedBy { id } agentLoopLimit unreadCount';

/** What tests do in internal threads: each write answers with the thing, or with codes of user errors. */
export function conversationOf(acme: TestCompany) {
  let keys = 0;
  const write = async (
    headers: Promise<Headers>,
    verb: string,
    input: Json,
    field: string,
    selection: string,
  ): Promise<Done> => {
    const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { it: ${verb}(input: $input) {
      ${field} { ${selection} } userErrors { code path } } }`;
    const { data, errors, text } = await acme.ask(await headers, query, { input });
    if (errors !== undefined) throw new Error(text);
    const payload = data?.['it'] as { userErrors: { code: string }[] } & Json;
    const thing = payload[field] as Json | null;
    return thing ?? payload.userErrors.map(({ code }) => code);
  };
  const onMessage = (headers: Promise<Headers>, verb: string, input: Json) =>
    write(headers, verb, input, 'message', MESSAGE);
  return {
    onMessage,
    onThread: (headers: Promise<Headers>, verb: string, input: Json) =>
      write(headers, verb, input, 'thread', THREAD),
    onNote: (headers: Promise<Headers>, verb: string, input: Json) =>
      write(headers, verb, input, 'note', 'id threadId messageId body editedAt'),
    post: (headers: Promise<Headers>, threadId: string, body: string, more: Json = {}) =>
      onMessage(headers, 'postPrivateMessage', {
        ...{ threadId, body, idempotencyKey: `key ${(keys += 1)}` },
        ...more,
      }),
    async read(headers: Promise<Headers>, threadId: string): Promise<Json | null> {
      const query = `query ($id: ID!) { workspace { privateThread(id: $id) { ${THREAD}
        messages(first: 100) { nodes { ${MESSAGE} } } } } }`;
      const { data } = await acme.ask(await headers, query, { id: threadId });
      return (data?.['workspace'] as { privateThread: Json | null } | null)?.privateThread ?? null;
    },
  };
}
