/** One HTTP call to a program of the network. */
export interface WireCall {
  /** Whose program it is: connections are kept per program, and end when its address changes. */
  readonly program: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; left out: a GET. */
  readonly body?: string | Uint8Array | undefined;
  /** How long the whole call may take, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest answer taken, in bytes. */
  readonly maxBytes: number;
}

/** What came back: the whole body, and its `content-type` where there was one. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

/**
 * The network itself: tests put their own in its place.
 * `call` rejects with `SubgraphFailure`; one that is a `NotReached` may be tried again.
 */
export interface Wire {
  call(call: WireCall): Promise<WireAnswer>;
  /** Cuts every connection. */
  close(): Promise<void>;
}
