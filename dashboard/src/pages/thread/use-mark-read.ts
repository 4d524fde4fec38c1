import { useEffect } from 'react';
import { useChange } from '../../data/use-change.ts';
import { MarkThreadReadDocument, type MessageRowFragment } from '../../gql/graphql.ts';

/** How long the latest message is on the screen before it counts as read, in milliseconds. */
const READ_AFTER_MS = 1200;

/** Marks a thread as read up to its latest message, while somebody looks at the page. */
export function useMarkRead(threadId: string, messages: readonly MessageRowFragment[]): void {
  const markRead = useChange(MarkThreadReadDocument);
  const sequence = messages.at(-1)?.sequence;
  useEffect(() => {
    if (sequence === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible')
        timer = setTimeout(() => void markRead({ input: { threadId, sequence } }), READ_AFTER_MS);
    };
    begin();
    document.addEventListener('visibilitychange', begin);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [markRead, threadId, sequence]);
}
