import { useLayoutEffect, useRef } from 'react';

/** Nearer to the end than this, in pixels, the list follows what is added. */
const NEAR = 80;

/**
 * Keeps what is looked at in a scrolling list where it is: at the end when it was there, and otherwise at its distance from
 * the end. `waiting` is how many stand after the rows.
 */
export function useAnchor(rows: readonly { readonly id: string }[], waiting: number) {
  const list = useRef<HTMLDivElement>(null);
  const place = useRef({ fromEnd: 0, first: '', top: 0 });
  const first = rows[0]?.id ?? '';
  const remember = () => {
    const { current: box } = list;
    if (!box) return;
    place.current = { fromEnd: box.scrollHeight - box.scrollTop, first, top: box.scrollTop };
  };
  useLayoutEffect(() => {
    const { current: box } = list;
    if (!box) return;
    const was = place.current;
    const atEnd = was.fromEnd - box.clientHeight < NEAR;
    if (was.first === '' || atEnd) box.scrollTop = box.scrollHeight;
    else if (was.first !== first) box.scrollTop = box.scrollHeight - was.fromEnd;
    place.current = { fromEnd: box.scrollHeight - box.scrollTop, first, top: box.scrollTop };
  }, [rows, first, waiting]);
  return { list, onScroll: remember };
}
