import { useCallback, useState } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { mentionsIn } from './message-rules.ts';
import type { useOutbox } from './use-outbox.ts';
import type { OpenedThread } from './use-thread.ts';

type Post = ReturnType<typeof useOutbox>['post'];

/** What is being written, and what it answers. `send` posts it after the message of that sequence, and begins anew. */
export function useDraft({ participants }: OpenedThread, post: Post, afterSequence: number) {
  const [body, setBody] = useState('');
  const [replyTo, setReplyTo] = useState<MessageRowFragment | null>(null);
  const send = useCallback(() => {
    const text = body.trim();
    if (text === '') return;
    post({ body: text, replyTo, mentionIds: mentionsIn(text, participants), afterSequence });
    setBody('');
    setReplyTo(null);
  }, [body, replyTo, participants, post, afterSequence]);
  const takeBack = useCallback(
    (text: string) => setBody((written) => (written === '' ? text : `${written}\n${text}`)),
    [],
  );
  return { body, setBody, replyTo, setReplyTo, send, takeBack };
}
