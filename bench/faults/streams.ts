import { setTimeout as sleep } from 'node:timers/promises';
import { FAULT_CODES } from './blame.ts';
import type { Answer } from './client.ts';
import { foreignMarks } from './judge.ts';
import type { LoadTools } from './load.ts';
import { HEAD, INBOX, PRIVATE_EVENTS, TEAM_EVENTS } from './questions.ts';
import type { SceneCompany } from './scene.ts';

/** What is followed. */
export type Followed =
  | { readonly kind: 'team'; readonly id: string }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'private'; readonly id: string };

/** Something that a stream told of. */
export interface Heard {
  /** In the log of the team, or of the internal thread; the inbox has none. */
  readonly sequence: number | null;
  readonly messageId: string | null;
  readonly hash: string | null;
  readonly at: number;
}

/** A stream as its reader sees it: one, whatever connections it takes. */
export interface FollowedStream {
  readonly company: SceneCompany;
  readonly followed: Followed;
  /** The sequence after which it began; null for one that began with whatever came first. */
  readonly since: number | null;
  readonly heard: Heard[];
  resumed: number;
}

interface Item {
  readonly cursor: string;
  readonly sequence?: number;
  readonly event?: { readonly sequence: number; readonly hash: string; readonly previousHash: string };
  readonly message: { readonly id: string } | null;
}

const QUERIES = { team: TEAM_EVENTS, inbox: INBOX, private: PRIVATE_EVENTS };
const MOST_ATTEMPTS = 10;
const AGAIN_MS = { least: 200, most: 2000 };

/** Begins to follow. The stream is read until the signal, each time from its last cursor on. */
export async function openFollowed(
  company: SceneCompany,
  followed: Followed,
  tools: LoadTools,
  signal: AbortSignal,
): Promise<{ readonly stream: FollowedStream; readonly over: Promise<void> }> {
  const start = followed.kind === 'team' ? await headOf(followed.id, company, tools) : null;
  const stream: FollowedStream = { company, followed, since: start?.sequence ?? null, heard: [], resumed: 0 };
  return { stream, over: keepReading(stream, start?.cursor ?? null, tools, signal) };
}

/** Where a team's log ends now; asked while no fault is at work, and again where a slow machine was too slow. */
export async function headOf(team: string, company: SceneCompany, { client, tokenOf }: LoadTools) {
  type Log = { events: { nodes: { sequence: number }[]; pageInfo: { endCursor: string } } };
  for (let attempt = 1; ; attempt += 1) {
    const { data, text } = await client.ask(await tokenOf(company), HEAD, { team });
    const log = data?.['team'] as Log | null | undefined;
    if (log != null)
      return { cursor: log.events.pageInfo.endCursor, sequence: log.events.nodes[0]?.sequence ?? 0 };
    if (attempt === MOST_ATTEMPTS) throw new Error(`there is no log of ${team}: ${text}`);
    await sleep(AGAIN_MS.most);
  }
}

async function keepReading(
  stream: FollowedStream,
  cursor: string | null,
  tools: LoadTools,
  signal: AbortSignal,
): Promise<void> {
  let after = cursor;
  for (let waitMs = AGAIN_MS.least; !signal.aborted; stream.resumed += 1) {
    const heard = stream.heard.length;
    after = await readOnce(stream, after, tools, signal);
    waitMs = stream.heard.length > heard ? AGAIN_MS.least : Math.min(waitMs * 2, AGAIN_MS.most);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One connection's part of a stream; gives the last cursor. */
async function readOnce(
  stream: FollowedStream,
  cursor: string | null,
  tools: LoadTools,
  signal: AbortSignal,
): Promise<string | null> {
  const { company, followed } = stream;
  const from = performance.now();
  let after = cursor;
  let end: string | null = null;
  try {
    const variables = { after, ...('id' in followed ? { id: followed.id } : {}) };
    const token = await tools.tokenOf(company);
    for await (const answer of tools.client.follow(token, QUERIES[followed.kind], variables, signal)) {
      for (const mark of foreignMarks(answer.text, company))
        tools.ledger.note(`a stream of ${company.slug} was given ${mark}`);
      const item = Object.values(answer.data ?? {})[0] as Item | null | undefined;
      if (item == null) end = codeOf(answer);
      else {
        if (answer.errors.length > 0) tools.ledger.note(`an event with ${codeOf(answer)}`);
        after = item.cursor;
        hear(stream, item, tools);
      }
    }
    end ??= 'ENDED_WITHOUT_A_WORD';
  } catch {
    end = 'NO_ANSWER';
  }
  if (!signal.aborted) noteEnd(stream, end, from, tools);
  return after;
}

function codeOf({ errors, status, text }: Answer): string {
  return errors[0]?.code ?? `status ${status}: ${text.slice(0, 100)}`;
}

function hear({ heard }: FollowedStream, { sequence, event, message }: Item, { ledger }: LoadTools): void {
  const last = heard.at(-1);
  if (event !== undefined && last?.hash != null && event.previousHash !== last.hash)
    ledger.note(`event ${event.sequence} does not follow event ${last.sequence ?? 0} in its chain`);
  heard.push({
    sequence: event?.sequence ?? sequence ?? null,
    ...{ messageId: message?.id ?? null, hash: event?.hash ?? null, at: performance.now() },
  });
}

/** A stream may end at any time within its life, if a fault explains the moment of its end. */
function noteEnd({ company, followed }: FollowedStream, code: string, from: number, tools: LoadTools): void {
  const [now, isTold] = [performance.now(), FAULT_CODES.has(code) || code === 'NO_ANSWER'];
  const lacks = followed.kind === 'private' && code !== 'NO_ANSWER' ? company.slug : 'network';
  const opening = now - from < 5000 ? from : now - 1000;
  if (!isTold) tools.ledger.note(`a stream ended with ${code}`);
  else if (!tools.blame.explains(lacks, code, opening, now))
    tools.ledger.note(`a stream of ${followed.kind} ended with ${code}, and no fault explains it`);
}
