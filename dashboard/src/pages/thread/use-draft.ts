import { useCallback, useState } from 'react';
import { useKept } from '../../session/use-kept.ts';
import { mentionsIn, type Named } from './message-rules.ts';
import type { Outbox } from './use-outbox.ts';

/**
 * What is being written in a thread, and what it answers. `send` posts it after the message of that sequence, and begins
 * anew.
 */
export function useDraft<Row extends { readonly id: string }>(
  threadId: string,
  mentionable: readonly Named[],
  post: Outbox['post'],
  afterSequence: number,
) {
  const [body, changeBody] = useKept(`draft ${threadId}`, '');
  const [replyTo, setReplyTo] = useState<Row | null>(null);
  const setBody = useCallback((text: string) => changeBody(() => text), [changeBody]);
  const send = useCallback(() => {
    const text = body.trim();
    if (text === '') return;
    const mentionIds = mentionsIn(text, mentionable);
    post({ body: text, replyToId: replyTo?.id ?? null, mentionIds, afterSequence });
    setBody('');
    setReplyTo(null);
  }, [body, setBody, replyTo, mentionable, post, afterSequence]);
  const takeBack = useCallback(
    (text: string) => changeBody((written) => (written === '' ? text : `${written}\n${text}`)),
    [changeBody],
  );
  return { body, setBody, replyTo, setReplyTo, send, takeBack };
}
