/** What is noted on a span. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A recorded piece of work. What is noted on it goes to whoever runs the program: never what was said, or by whom. */
export interface Span {
  /** What programs are told that are asked meanwhile. */
  readonly traceparent: string;
  /** A call to another program, as part of this. */
  call(name: string, facts?: Facts): Span;
  note(facts: Facts): void;
  /** `fault`: a code, for work that failed. */
  end(fault?: string): void;
}

/** Records what one program does, as spans of W3C traces. */
export interface Tracing {
  /** A request that came with this `traceparent`; null where it is not recorded. */
  begin(name: string, traceparent: string | undefined): Span | null;
  /** Sends what was not sent yet. */
  stop(): Promise<void>;
}

/** Records nothing, at no cost. */
export const NO_TRACING: Tracing = { begin: () => null, stop: () => Promise.resolve() };
