import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { goTo, placeIn, restore, type Goal, type Place } from './place-in-list.ts';

const AT_END: Goal = { end: 'end' };

/**
 * Keeps what is looked at in a scrolling list where it is, whatever is added, taken away or grows above it; at the end, it
 * follows what is added.
 *
 * @param at where to go: anew with each new object
 * @param isEnd whether the last row is the last that there is
 * @param onPlace told where somebody is, after each move and change
 */
export function usePlace(rows: readonly unknown[], at: Goal, { isEnd, waiting, onPlace }: PlaceOptions) {
  const list = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ row: null, top: 0, lastSeen: null, isAtEnd: true });
  const gone = useRef<Goal | null>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const remember = useEffectEvent(() => {
    const { current: box } = list;
    if (!box) return;
    const now = placeIn(box);
    place.current = { ...now, isAtEnd: now.isAtEnd && isEnd };
    setAtEnd(place.current.isAtEnd);
    onPlace?.(place.current);
  });
  const settle = useEffectEvent(() => {
    const { current: box } = list;
    if (!box) return;
    if (gone.current !== at) goTo(box, at);
    else if (place.current.isAtEnd && isEnd) goTo(box, AT_END);
    else restore(box, place.current);
    gone.current = at;
    remember();
  });
  useLayoutEffect(() => settle(), [rows, at, waiting, isEnd]);
  useEffect(() => {
    const { current: box } = list;
    if (!box) return undefined;
    const sizes = new ResizeObserver(() => settle());
    for (const element of [box, ...box.children]) sizes.observe(element);
    const onScroll = () => remember();
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { list, isAtEnd };
}

interface PlaceOptions {
  readonly isEnd: boolean;
  /** How many stand after the rows. */
  readonly waiting: number;
  readonly onPlace: ((place: Place) => void) | undefined;
}
