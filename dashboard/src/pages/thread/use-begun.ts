import { useCallback } from 'react';
import { useKept } from '../../session/use-kept.ts';

/** As it is kept: a text may be empty, and its form is open all the same. */
interface Begun {
  readonly text: string;
}

/** A text that is begun beside a message, and kept until it is set to null: it outlives the message's being on the page. */
export function useBegun(place: string): [string | null, (text: string | null) => void] {
  const [begun, change] = useKept<Begun | null>(place, null);
  const write = useCallback(
    (text: string | null) => change(() => (text === null ? null : { text })),
    [change],
  );
  return [begun?.text ?? null, write];
}
