/** A reader of a thread's events. */
export interface Reader {
  readonly thread: string;
  readonly token: string;
  /** Over graphql-ws; else over server-sent events. */
  readonly socket: boolean;
  readonly after: string;
}

/** What a process of readers is told to do; each is answered once. */
export type Order =
  | { readonly kind: 'open'; readonly port: number; readonly readers: readonly Reader[] }
  /** Cuts every connection. */
  | { readonly kind: 'cut' }
  /** Opens all again, each from its last cursor. */
  | { readonly kind: 'again' }
  /** Asks how often messages of those bodies were given. */
  | { readonly kind: 'seen'; readonly bodies: readonly string[] };

/** How often, and when the last time, in milliseconds since the epoch. */
export interface Seen {
  readonly count: number;
  readonly lastAt: number;
  /** Connections that failed, and errors that were given. */
  readonly failures: number;
}
