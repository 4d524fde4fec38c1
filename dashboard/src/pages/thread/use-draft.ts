import { useCallback, useRef, useState, type RefObject } from 'react';
import { newIdempotencyKey } from '../../data/use-change.ts';
import { useKept } from '../../session/use-kept.ts';
import type { Attachment } from './attach-rules.ts';
import { mentionsIn, type Named, type Outgoing } from './message-rules.ts';
import type { Outbox } from './use-outbox.ts';

const NONE: readonly Attachment[] = [];

/** What is being written in a thread, whatever it answers. */
export interface Writing {
  readonly body: string;
  readonly setBody: (body: string) => void;
  readonly attachments: readonly Attachment[];
  readonly attach: (one: Attachment) => void;
  readonly detach: (key: string) => void;
  readonly answerNothing: () => void;
  /** Goes on where it is written. */
  readonly focus: () => void;
}

/** What is being written, and what it answers. */
export interface Draft<Row> extends Writing {
  /** Where it is written. */
  readonly form: RefObject<HTMLFormElement | null>;
  readonly replyTo: Row | null;
  readonly answer: (row: Row) => void;
  /** Posts it, and begins anew; false when there is nothing to send. */
  readonly send: () => boolean;
  readonly takeBack: (item: Outgoing) => void;
}

/**
 * What is being written in a thread: it outlives the page, and the session.
 *
 * @param afterSequence the latest message that is known when it is sent
 */
export function useDraft<Row extends { readonly id: string }>(
  threadId: string,
  mentionable: readonly Named[],
  post: Outbox['post'],
  afterSequence: number,
): Draft<Row> {
  const form = useRef<HTMLFormElement>(null);
  const focus = useCallback(() => form.current?.querySelector('textarea')?.focus(), []);
  const [body, changeBody] = useKept(`draft ${threadId}`, '');
  const setBody = useCallback((text: string) => changeBody(() => text), [changeBody]);
  const { attachments, changeAttachments, ...attaching } = useAttachments(threadId, focus);
  const { replyTo, setReplyTo, ...answering } = useAnswer<Row>(focus);
  const send = useCallback(() => {
    const text = body.trim();
    if (text === '') return false;
    const mentionIds = mentionsIn(text, mentionable);
    post({ body: text, replyToId: replyTo?.id ?? null, mentionIds, attachments, afterSequence });
    setBody('');
    setReplyTo(null);
    changeAttachments(() => NONE);
    return true;
  }, [body, setBody, replyTo, setReplyTo, attachments, changeAttachments, mentionable, post, afterSequence]);
  const takeBack = useCallback(
    ({ body: text, attachments: shown }: Outgoing) => {
      changeBody((written) => (written === '' ? text : `${written}\n${text}`));
      changeAttachments((others) => [...others, ...shown.map(unshared)]);
      focus();
    },
    [changeBody, changeAttachments, focus],
  );
  return {
    ...{ form, focus, body, setBody, attachments, replyTo, send, takeBack },
    ...attaching,
    ...answering,
  };
}

function useAttachments(threadId: string, focus: () => void) {
  const [attachments, changeAttachments] = useKept(`attached ${threadId}`, NONE);
  const attach = useCallback(
    (one: Attachment) => changeAttachments((others) => [...others, one]),
    [changeAttachments],
  );
  const detach = useCallback(
    (key: string) => {
      changeAttachments((others) => others.filter((each) => each.key !== key));
      focus();
    },
    [changeAttachments, focus],
  );
  return { attachments, changeAttachments, attach, detach };
}

function useAnswer<Row>(focus: () => void) {
  const [replyTo, setReplyTo] = useState<Row | null>(null);
  const answer = useCallback(
    (row: Row) => {
      setReplyTo(row);
      focus();
    },
    [focus],
  );
  const answerNothing = useCallback(() => {
    setReplyTo(null);
    focus();
  }, [focus]);
  return { replyTo, setReplyTo, answer, answerNothing };
}

/** What was shared under the old key is taken back: it would be shared anew. */
function unshared({ kind, title, input }: Attachment): Attachment {
  return { key: newIdempotencyKey(), kind, title, input };
}
