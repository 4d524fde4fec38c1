import { useCallback, useRef } from 'react';

/** A message, and a way back to it: something beside it is done, and the keys go on in it. */
export function useBack() {
  const article = useRef<HTMLElement>(null);
  const back = useCallback((end?: (nothing: null) => void) => {
    end?.(null);
    article.current?.focus({ preventScroll: true });
  }, []);
  return { article, back };
}
