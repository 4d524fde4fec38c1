import { useEffect, useState } from 'react';

/** The longest that a timer waits for, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** The time, in milliseconds: as it was at first, and anew once an instant has come. `at` is RFC 3339; null: there is none. */
export function useClock(at: string | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const wait = at === null ? Infinity : Date.parse(at) - Date.now();
    if (wait > LONGEST_MS) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, wait) + 1);
    return () => clearTimeout(timer);
  }, [at]);
  return now;
}
