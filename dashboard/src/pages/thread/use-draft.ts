import { useCallback, useState } from 'react';
import { mentionsIn, type Named } from './message-rules.ts';
import type { Outbox } from './use-outbox.ts';

/** What is being written, and what it answers. `send` posts it after the message of that sequence, and begins anew. */
export function useDraft<Row extends { readonly id: string }>(
  mentionable: readonly Named[],
  post: Outbox['post'],
  afterSequence: number,
) {
  const [body, setBody] = useState('');
  const [replyTo, setReplyTo] = useState<Row | null>(null);
  const send = useCallback(() => {
    const text = body.trim();
    if (text === '') return;
    const mentionIds = mentionsIn(text, mentionable);
    post({ body: text, replyToId: replyTo?.id ?? null, mentionIds, afterSequence });
    setBody('');
    setReplyTo(null);
  }, [body, replyTo, mentionable, post, afterSequence]);
  const takeBack = useCallback(
    (text: string) => setBody((written) => (written === '' ? text : `${written}\n${text}`)),
    [],
  );
  return { body, setBody, replyTo, setReplyTo, send, takeBack };
}
