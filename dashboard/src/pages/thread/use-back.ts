import { useCallback, useRef } from 'react';

/**
 * A message, and a way back to it: something beside it is done, and the keys go on in it. Whoever has gone on elsewhere
 * meanwhile stays there.
 */
export function useBack() {
  const article = useRef<HTMLElement>(null);
  const back = useCallback((end?: (nothing: null) => void) => {
    const { activeElement, body } = document;
    end?.(null);
    const isHere = activeElement === body || article.current?.contains(activeElement) === true;
    if (isHere) article.current?.focus({ preventScroll: true });
  }, []);
  return { article, back };
}
