/** Whose data may be missing: everybody's, or that of those companies alone. */
export type Blamed = 'everybody' | ReadonlySet<string>;

/** A fault, from the moment it was caused until all has to be well again. Times are of `performance.now()`. */
export interface FaultWindow {
  readonly fault: string;
  readonly blamed: Blamed;
  readonly from: number;
  /** Infinity while it lasts. */
  until: number;
  /** When the programs were there again; what is waited for after that is theirs to recover in. */
  restored: number;
  /** When it was first answered as if nothing had been, after that. */
  firstGood: number;
  /** When the last answer came that lacked something. */
  lastFailed: number;
  failures: number;
  readonly codes: Map<string, number>;
}

/** Codes of the gateway's table that say "not now": all that a fault may be told with. */
export const FAULT_CODES: ReadonlySet<string> = new Set([
  ...['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_ERROR', 'SUBGRAPH_INVALID_RESPONSE'],
  ...[
    'VIEW_UNAVAILABLE',
    'PLAN_UNAVAILABLE',
    'DOCUMENTS_UNAVAILABLE',
    'SERVER_DRAINING',
    'SLOW_CONSUMER',
    'ISSUER_UNAVAILABLE',
  ],
]);

/** What a failed request or stream lacked: a company's data, or the whole answer (`network`). */
export type Lacks = string;

/** Keeps what faults there were, and says of each failure whether one of them explains it. */
export class Blame {
  readonly windows: FaultWindow[] = [];

  begin(fault: string, blamed: Blamed): FaultWindow {
    const now = performance.now();
    const window: FaultWindow = {
      ...{ fault, blamed, from: now, until: Infinity, restored: Infinity, firstGood: Infinity },
      ...{ lastFailed: -Infinity, failures: 0, codes: new Map<string, number>() },
    };
    this.windows.push(window);
    return window;
  }

  /** Whether a fault explains that this was missing at some time between those moments; it is counted there if so. */
  explains(lacks: Lacks, code: string, from: number, until: number): boolean {
    const window = this.windows.findLast(
      (one) =>
        one.from <= until && one.until >= from && (one.blamed === 'everybody' || one.blamed.has(lacks)),
    );
    if (window === undefined) return false;
    window.failures += 1;
    window.lastFailed = Math.max(window.lastFailed, until);
    window.codes.set(code, (window.codes.get(code) ?? 0) + 1);
    return true;
  }

  /** Whether any fault was at work between those moments. */
  isTroubled(from: number, until: number): boolean {
    return this.windows.some((one) => one.from <= until && one.until >= from);
  }
}
