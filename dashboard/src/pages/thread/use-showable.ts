import { useMemo } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import type { Problem } from '../../data/problem-rules.ts';
import {
  ShownDocumentDocument,
  ShownMessagesDocument,
  type ShareTargetInput,
  type ShareTargetKind,
  type ShowableThingsQuery,
  type ShownDocumentQuery,
  type ShownMessagesQuery,
} from '../../gql/graphql.ts';
import type { Content } from './attach-rules.ts';

/** The company's private space, as far as it can be shown. */
export type Things = NonNullable<ShowableThingsQuery['workspace']>;

/** What is chosen to be shown. */
export interface Chosen {
  readonly kind: ShareTargetKind;
  /** The document's, the thread's or the agent's. */
  readonly id: string;
  /** Of a thread: the first and the last message, by sequence; 0: the latest. */
  readonly from: number;
  readonly to: number;
}

/** What is chosen, whole: what it is called, what is in it, and how it is named when it is shared. */
export interface Whole {
  readonly title: string;
  readonly content: Content;
  readonly target: ShareTargetInput;
  /** Of a thread: what can be chosen from. */
  readonly messages: readonly ThreadMessage[];
}

type PrivateThread = NonNullable<NonNullable<ShownMessagesQuery['workspace']>['privateThread']>;
type ThreadMessage = PrivateThread['messages']['nodes'][number];

/** What is chosen, read as it is now; null while it is not known. */
export function useShowable(
  things: Things,
  { kind, id, from, to }: Chosen,
): { readonly whole: Whole | null; readonly problem: Problem | null; readonly again: () => void } {
  const document = useAsk(ShownDocumentDocument, { id }, { pause: kind !== 'DOCUMENT' });
  const thread = useAsk(ShownMessagesDocument, { id }, { pause: kind !== 'PRIVATE_THREAD' });
  const asked = kind === 'DOCUMENT' ? document : thread;
  const whole = useMemo(() => {
    if (kind === 'AGENT') return wholeAgent(things, id);
    if (kind === 'DOCUMENT') return wholeDocument(document.data?.workspace?.document ?? null);
    return wholeThread(thread.data?.workspace?.privateThread ?? null, from, to);
  }, [things, kind, id, from, to, document.data, thread.data]);
  return { whole, problem: kind === 'AGENT' ? null : asked.problem, again: asked.again };
}

type Document = NonNullable<NonNullable<ShownDocumentQuery['workspace']>['document']>;

function wholeDocument(found: Document | null): Whole | null {
  if (found === null) return null;
  const { id, title, body, mediaType, updatedAt } = found;
  const content: Content = { __typename: 'SharedDocument', title, body, mediaType, updatedAt };
  return { title, content, target: { documentId: id }, messages: [] };
}

function wholeAgent({ agents }: Things, id: string): Whole | null {
  const agent = agents?.find((each) => each.id === id);
  if (!agent) return null;
  const { name, purpose, skills, status } = agent;
  const content: Content = { __typename: 'SharedAgentCard', name, purpose, skills, agentStatus: status };
  return { title: name, content, target: { agentId: id }, messages: [] };
}

function wholeThread(found: PrivateThread | null, from: number, to: number): Whole | null {
  const messages = (found?.messages.nodes ?? []).filter(({ redactedAt }) => redactedAt === null);
  const last = messages.at(-1)?.sequence ?? 0;
  if (!found || last === 0) return null;
  const [first, end] = [from === 0 ? last : from, to === 0 ? last : to];
  const chosen = messages.filter(({ sequence }) => sequence >= first && sequence <= end);
  const content: Content = {
    __typename: 'SharedPrivateThread',
    title: found.title,
    messages: chosen.map(({ body, createdAt, author }) => ({
      ...{ __typename: 'SharedPrivateMessage', body, createdAt },
      authorName: author === null ? null : 'name' in author ? author.name : author.displayName,
    })),
  };
  const target = { privateThreadId: found.id, fromSequence: first, toSequence: Math.max(first, end) };
  return { title: found.title, content, target, messages };
}
