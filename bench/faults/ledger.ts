import type { FaultWindow } from './blame.ts';

/** A message that a client wants to be there once, whatever happens. */
export interface Post {
  readonly key: string;
  readonly body: string;
  readonly company: string;
  /** The team's id; for an internal thread, the thread's. */
  readonly place: string;
  readonly isPrivate: boolean;
  /** The message's, once it was acknowledged. */
  id: string | null;
  acknowledgedAt: number;
  attempts: number;
}

/** What the clients know, and nobody told them since: all that the programs are held to. */
export class Ledger {
  readonly posts: Post[] = [];
  /** What was wrong, in words; the same once, with how often. */
  readonly wrong = new Map<string, number>();
  readonly count = { reads: 0, whole: 0, partly: 0, none: 0 };

  post(post: Omit<Post, 'id' | 'acknowledgedAt' | 'attempts'>): Post {
    const made = { ...post, id: null, acknowledgedAt: 0, attempts: 0 };
    this.posts.push(made);
    return made;
  }

  note(what: string): void {
    this.wrong.set(what, (this.wrong.get(what) ?? 0) + 1);
  }

  /** An acknowledged message of a place, if there is one. */
  anyOf(place: string, random: () => number): Post | undefined {
    const found = this.posts.filter((post) => post.place === place && post.id !== null);
    return found[Math.floor(random() * found.length)];
  }
}

/** For the report: a moment after a fault, in seconds. */
export function secondsAfter(moment: number, window: FaultWindow, since: keyof FaultWindow = 'from'): string {
  const seconds = (moment - Number(window[since])) / 1000;
  return Number.isFinite(seconds) ? seconds.toFixed(1) : '–';
}
