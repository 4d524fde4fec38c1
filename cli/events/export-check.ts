import { z } from 'zod';
import type { EventKind } from '#subgraphs/shared/events/event-kinds.ts';
import type { EventRow } from '#subgraphs/shared/events/event-rules.ts';
import { attributionHash } from '#subgraphs/shared/messages/attribution.ts';
import { bodyHash } from '#subgraphs/shared/messages/body-seal.ts';
import { exportLine, type ExportLine } from './export-lines.ts';
import { checkLog, type LogFinding } from './log-check.ts';

/** What became of checking an export. */
export interface ExportFinding extends LogFinding {
  /** How many texts are those that their events sealed. */
  readonly texts: number;
  /** What is wrong, for people; empty when all is well. */
  readonly problems: readonly string[];
}

type LineOf<Type extends ExportLine['type']> = Extract<ExportLine, { readonly type: Type }>;

/** In payloads of messages: of those from before there was a log, `id` is the message's. */
const seal = z.object({
  messageId: z.string().optional(),
  id: z.string().optional(),
  bodyHash: z.string(),
  attributionHash: z.string().optional(),
});

/** Checks an export with nothing but its own text: every event's hash, every run of the chain, every message's text. */
export function checkExport(content: string): ExportFinding {
  const { lines, broken } = readLines(content);
  const events = ofType(lines, 'event').map(toEvent);
  const [end] = ofType(lines, 'end');
  const finding = checkLog(events, end?.ranges);
  const sealed = new Map(events.map((event) => [event.sequence, event]));
  const texts = ofType(lines, 'text');
  const wrong = texts.filter((text) => !isSealed(text, sealed.get(text.sequence)));
  const chain = finding.firstBroken === null ? [] : [`event ${finding.firstBroken} is missing or altered`];
  const problems = [
    ...broken,
    ...chain,
    ...wrong.map(({ sequence }) => `the text of event ${sequence} is altered`),
  ];
  return {
    ...finding,
    texts: texts.length - wrong.length,
    problems: [...problems, ...frameProblems(lines)],
  };
}

function readLines(content: string): { lines: ExportLine[]; broken: string[] } {
  const lines: ExportLine[] = [];
  const broken: string[] = [];
  for (const [index, text] of content.replace(/\n$/, '').split('\n').entries()) {
    const line = exportLine.safeParse(parsed(text));
    if (line.success) lines.push(line.data);
    else broken.push(`line ${index + 1} is none of an export`);
  }
  return { lines, broken };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An export that was cut off is no valid shorter one, nor are two teams' logs one. */
function frameProblems(lines: readonly ExportLine[]): string[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (first?.type !== 'export') return ['it does not begin as an export does'];
  if (last?.type !== 'end') return ['it was cut off: its end is missing'];
  const foreign = ofType(lines, 'event').some(({ team }) => team !== first.team);
  const missing = ofType(lines, 'text').length !== last.texts;
  return [
    ...(foreign ? ['it holds events of another team'] : []),
    ...(missing ? ['texts are missing from it'] : []),
  ];
}

function ofType<Type extends ExportLine['type']>(lines: readonly ExportLine[], type: Type): LineOf<Type>[] {
  return lines.filter((line): line is LineOf<Type> => line.type === type);
}

function toEvent({ team, actor, company, at, payload, kind, ...event }: LineOf<'event'>): EventRow {
  return {
    ...event,
    // As with events from the graph: any name will do.
    kind: kind as EventKind,
    teamId: team,
    actorId: actor,
    companySlug: company,
    at: new Date(at),
    payload: JSON.stringify(payload),
  };
}

function isSealed(text: LineOf<'text'>, event: EventRow | undefined): boolean {
  const { data } = seal.safeParse(JSON.parse(event?.payload ?? 'null'));
  const attributed =
    text.attribution && attributionHash({ ...text.attribution, at: new Date(text.attribution.at) });
  return (
    (data?.messageId ?? data?.id) === text.message &&
    data?.bodyHash === bodyHash(text.salt, text.body) &&
    data.attributionHash === attributed
  );
}
