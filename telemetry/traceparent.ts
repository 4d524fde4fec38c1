/** What is kept of a W3C `traceparent`: 32, 16 and two hex digits. */
export interface TraceOrigin {
  readonly traceId: string;
  /** The span that asks. */
  readonly parentId: string;
  readonly flags: string;
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const LONGEST = 256;

/** Reads a `traceparent` header; null for one that is none: then the request begins a trace of its own. */
export function readTraceparent(header: string | undefined): TraceOrigin | null {
  if (header === undefined || header.length > LONGEST) return null;
  const [, version = '', traceId = '', parentId = '', flags = '', rest] = FORM.exec(header) ?? [];
  if (version === '' || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return null;
  // Of the flags, version 00 knows the last two bits; of later versions nothing more is understood here.
  return { traceId, parentId, flags: (parseInt(flags, 16) & 3).toString(16).padStart(2, '0') };
}

/** Writes a `traceparent` of version 00; `spanId` is 16 hex digits. */
export function writeTraceparent(
  { traceId, flags }: Pick<TraceOrigin, 'traceId' | 'flags'>,
  spanId: string,
): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** The trace that a `traceparent` of version 00 is of. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
