/** As much of `sessionStorage` as is used. */
type Drawer = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * What somebody has written and not sent, by place. It is in memory and outlives the pages of the dashboard. Only for the
 * way to the issuer and back, when a session has ended, is it laid in the browser's drawer; the next page takes it out,
 * for the same person alone.
 */
export interface Kept {
  get(place: string): unknown;
  /** Null forgets it. */
  set(place: string, value: unknown): void;
  /** Tells of each change, until the function that it gives is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Somebody has signed in: what is somebody else's is forgotten. */
  openFor(owner: string): void;
  /** Whoever was signed in leaves for the issuer, to come back. */
  layDown(): void;
  /** Whether somebody was signed in on this page before. */
  readonly hasOwner: () => boolean;
}

const DRAWER = 'agent-network-unsent';

/** @param drawer null where the browser has none to use */
export function createKept(drawer: () => Drawer | null): Kept {
  let values = new Map<string, unknown>();
  let owner: string | null = null;
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  return {
    get: (place) => values.get(place),
    set(place, value) {
      if (value === null) values.delete(place);
      else values.set(place, value);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    openFor(person) {
      if (owner !== person) values = takeOut(drawer(), person);
      owner = person;
      tell();
    },
    layDown() {
      if (owner === null || values.size === 0) return;
      drawer()?.setItem(DRAWER, JSON.stringify({ owner, values: [...values] }));
    },
    hasOwner: () => owner !== null,
  };
}

/** What lies in the drawer, if it is the person's. Nothing is left there, whosever it was. */
function takeOut(drawer: Drawer | null, person: string): Map<string, unknown> {
  const text = drawer?.getItem(DRAWER) ?? null;
  if (text === null) return new Map();
  drawer?.removeItem(DRAWER);
  const { owner, values } = JSON.parse(text) as { owner: string; values: [string, unknown][] };
  return new Map(owner === person ? values : []);
}
