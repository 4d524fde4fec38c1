import { z } from 'zod';
import type { Ask } from '../asking/gateway-client.ts';
import { pageInfo, readPages } from '../asking/pages.ts';

const THREADS = `query Threads($id: ID!, $after: String) {
  team(id: $id) { threads(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
}`;
// Texts are up to 64 KiB each, and an answer of the gateway has a limit.
const MESSAGES = `query Messages($id: ID!, $after: String) {
  thread(id: $id) { messages(first: 50, after: $after) {
    nodes { id sequence redactedAt author { id } attribution { displayName kind at salt }
      revisions { sequence body bodySalt editor { id } } }
    pageInfo { hasNextPage endCursor }
  } }
}`;

const withId = z.object({ id: z.string() });
const message = z.object({
  id: z.string(),
  sequence: z.number(),
  redactedAt: z.string().nullable(),
  author: withId,
  attribution: z
    .object({ displayName: z.string(), kind: z.enum(['PERSON', 'AGENT']), at: z.string(), salt: z.string() })
    .nullable(),
  revisions: z.array(
    z.object({ sequence: z.number(), body: z.string(), bodySalt: z.string(), editor: withId }),
  ),
});
const threadsShape = z.object({
  team: z.object({ threads: z.object({ nodes: z.array(withId), pageInfo }) }).nullable(),
});
const messagesShape = z.object({
  thread: z.object({ messages: z.object({ nodes: z.array(message), pageInfo }) }).nullable(),
});

/** A message that the caller may read, with the texts that it has. */
export type ReadMessage = z.infer<typeof message> & { readonly threadId: string };

/** Every message of the team that the caller may read. Held in memory. */
export async function readMessages(ask: Ask, teamId: string): Promise<ReadMessage[]> {
  const messages: ReadMessage[] = [];
  for (const { id: threadId } of await threadsOf(ask, teamId))
    messages.push(...(await messagesOf(ask, threadId)).map((one) => ({ ...one, threadId })));
  return messages;
}

function threadsOf(ask: Ask, id: string): Promise<{ id: string }[]> {
  return readPages(async (after) => (await ask(THREADS, { id, after }, threadsShape)).team?.threads ?? null);
}

function messagesOf(ask: Ask, id: string): Promise<z.infer<typeof message>[]> {
  return readPages(
    async (after) => (await ask(MESSAGES, { id, after }, messagesShape)).thread?.messages ?? null,
  );
}
