import { z } from 'zod';
import type { JsonValue } from '#subgraphs/shared/events/canonical-json.ts';
import type { EventRow } from '#subgraphs/shared/events/event-rules.ts';
import { runsOf } from './log-check.ts';
import type { ReadMessage } from './team-texts.ts';

const sequence = z.number().int().positive();
const json: z.ZodType<JsonValue> = z.json();

/**
 * The lines of an export, one JSON object each. First an `export`, last an `end`; between them every event by sequence,
 * each followed by what it brought: a message's `text`, or where that was removed since, a `tombstone`.
 *
 * An event is checked with nothing of ours: its `hash` is sha256 of `previousHash` followed by the canonical JSON
 * (RFC 8785) of its fields `actor at company id kind payload sequence team`. A text: sha256 of `salt` followed by `body`
 * is the `bodyHash` in the payload of the event of the same sequence. So is, of what was said first elsewhere, sha256 of
 * `attribution.salt` followed by the canonical JSON of `{at displayName kind}` its `attributionHash`.
 */
export const exportLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('export'),
    version: z.literal(1),
    team: z.string(),
    name: z.string(),
    exportedAt: z.string(),
  }),
  z.object({
    type: z.literal('event'),
    team: z.string(),
    sequence,
    id: z.string(),
    kind: z.string(),
    actor: z.string().nullable(),
    company: z.string().nullable(),
    at: z.string(),
    payload: json,
    hash: z.string(),
    previousHash: z.string(),
  }),
  z.object({
    type: z.literal('text'),
    sequence,
    message: z.string(),
    thread: z.string(),
    author: z.string(),
    body: z.string(),
    salt: z.string(),
    attribution: z
      .object({
        displayName: z.string(),
        kind: z.enum(['PERSON', 'AGENT']),
        at: z.iso.datetime(),
        salt: z.string(),
      })
      .optional(),
  }),
  z.object({
    type: z.literal('tombstone'),
    sequence,
    message: z.string(),
    thread: z.string(),
    author: z.string(),
    redactedAt: z.string(),
  }),
  z.object({
    type: z.literal('end'),
    events: z.number().int(),
    texts: z.number().int(),
    ranges: z.array(z.object({ from: sequence, to: sequence })),
  }),
]);
/** See {@link exportLine}. */
export type ExportLine = z.infer<typeof exportLine>;
type Brought = Extract<ExportLine, { type: 'text' | 'tombstone' }>;

/** An export of a team's log, and of the messages that it tells of, as far as both were read. */
export function exportLines(
  head: { readonly team: string; readonly name: string; readonly exportedAt: string },
  events: readonly EventRow[],
  messages: readonly ReadMessage[],
): ExportLine[] {
  const brought = new Map(messages.flatMap(broughtBy).map((line) => [line.sequence, line]));
  const lines = events.flatMap((event) => {
    const line = brought.get(event.sequence);
    return line === undefined ? [eventLine(event)] : [eventLine(event), line];
  });
  const texts = lines.filter(({ type }) => type === 'text').length;
  const end = { type: 'end' as const, events: events.length, texts, ranges: runsOf(events) };
  return [{ type: 'export', version: 1, ...head }, ...lines, end];
}

function eventLine(event: EventRow): ExportLine {
  const {
    teamId: team,
    sequence,
    id,
    kind,
    actorId: actor,
    companySlug: company,
    hash,
    previousHash,
  } = event;
  const payload = JSON.parse(event.payload) as JsonValue;
  const at = event.at.toISOString();
  return { type: 'event', team, sequence, id, kind, actor, company, at, payload, hash, previousHash };
}

function broughtBy({
  id: message,
  threadId: thread,
  redactedAt,
  attribution,
  ...read
}: ReadMessage): Brought[] {
  const place = { sequence: read.sequence, message, thread, author: read.author.id };
  if (redactedAt !== null) return [{ type: 'tombstone', ...place, redactedAt }];
  return read.revisions.map(({ sequence, body, bodySalt: salt, editor }) => ({
    type: 'text',
    ...place,
    sequence,
    author: editor.id,
    body,
    salt,
    // It is of who said it first: of the first text.
    ...(attribution !== null && sequence === read.sequence ? { attribution } : {}),
  }));
}
