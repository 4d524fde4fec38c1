import { setTimeout as sleep } from 'node:timers/promises';
import type { Blame } from './blame.ts';
import type { Answer, Client } from './client.ts';
import { judge } from './judge.ts';
import type { Ledger, Post } from './ledger.ts';
import { LISTS, POST, POST_PRIVATELY, REFERENCE, SEARCH, SINGLE, VERIFY } from './questions.ts';
import { MARK, type Scene, type SceneCompany } from './scene.ts';

/** What all who ask need. */
export interface LoadTools {
  readonly client: Client;
  readonly scene: Scene;
  readonly ledger: Ledger;
  readonly blame: Blame;
  readonly random: () => number;
  /** A token of a company's lead, not older than some seconds: programs have to verify new ones all the time. */
  readonly tokenOf: (company: SceneCompany) => Promise<string>;
  /** On average, between one's questions. */
  readonly thinkMs: number;
  /** See `RunOptions`. */
  readonly slow: number;
  readonly latencies: { readonly well: number[]; readonly troubled: number[] };
}

/** A word that stands in each message. */
const WORD = 'rollout';
const RETRY_MS = { first: 100, most: 2000 };
/** Posts are rarer than questions. */
const POST_EVERY = 3;

/** Posts before everything: one in the internal thread, and one in each team. */
export async function postWarmUp(company: SceneCompany, round: number, tools: LoadTools): Promise<void> {
  for (const number of [0, 1, 2]) await postOne(company, 4 * round + number, tools, 'w');
}

/** Whether a post is one of those. */
export function isWarmUp({ key }: Post): boolean {
  return key.includes('-w');
}

/** Asks as one company until told to stop. `baseline` is what is answered while all is well. */
export async function readOn(
  company: SceneCompany,
  tools: LoadTools,
  baseline: Baseline,
  signal: AbortSignal,
): Promise<void> {
  while (await goesOn(tools.thinkMs, tools, signal)) {
    const chosen = Math.floor(tools.random() * 8);
    if (chosen < 3) await readReference(company, tools, baseline);
    else if (chosen < 5) note(await ask(company, tools, LISTS), baseline.lists, company, tools);
    else if (chosen === 5) await readSearch(company, tools);
    else if (chosen === 6) await readSingle(company, tools);
    else await readVerification(company, tools);
  }
}

/** What a company's questions are answered with while all is well. */
export interface Baseline {
  readonly references: ReadonlyMap<string, unknown>;
  readonly lists: unknown;
}

/**
 * Asks while all is well. Every answer has to hold what the company's own program knows, and what its neighbours have
 * published: a baseline without them would find nothing missing later.
 */
export async function takeBaseline(company: SceneCompany, tools: LoadTools): Promise<Baseline> {
  const references = new Map<string, unknown>();
  for (const team of company.teams) {
    const answer = await ask(company, tools, REFERENCE, { team: team.id });
    const needed = [MARK.private(company.slug), ...team.members.map((slug) => MARK.published(slug))];
    demand(answer, needed);
    references.set(team.id, JSON.parse(JSON.stringify(answer.data), dropMessages));
  }
  const lists = await ask(company, tools, LISTS);
  demand(lists, [MARK.private(company.slug), ...company.teams.map(({ number }) => MARK.team(number))]);
  return { references, lists: lists.data };
}

function demand({ text, errors }: Answer, needed: readonly string[]): void {
  if (errors.length > 0 || needed.some((mark) => !text.includes(mark)))
    throw new Error(`the first answer lacks some of ${needed.join(', ')}: ${text}`);
}

const dropMessages = (key: string, value: unknown) => (key === 'messages' ? undefined : value);

async function ask(company: SceneCompany, tools: LoadTools, query: string, variables = {}): Promise<Answer> {
  return tools.client.ask(await tools.tokenOf(company), query, variables);
}

export async function readReference(
  company: SceneCompany,
  tools: LoadTools,
  { references }: Pick<Baseline, 'references'>,
): Promise<boolean> {
  const team = company.teams[Math.floor(tools.random() * company.teams.length)]?.id ?? '';
  const answer = await ask(company, tools, REFERENCE, { team });
  for (const sequences of sequencesIn(answer.data))
    if (sequences.some((one, at) => at > 0 && one <= (sequences[at - 1] ?? 0)))
      tools.ledger.note(`messages out of order: ${sequences.join(' ')}`);
  return note(answer, references.get(team), company, tools);
}

function sequencesIn(data: Answer['data']): number[][] {
  type Threads = { threads?: { nodes: { messages?: { nodes: { sequence: number }[] } | null }[] } | null };
  const nodes = (data?.['team'] as Threads | null | undefined)?.threads?.nodes ?? [];
  return nodes.map(({ messages }) => messages?.nodes.map(({ sequence }) => sequence) ?? []);
}

async function readSearch(company: SceneCompany, tools: LoadTools): Promise<void> {
  const answer = await ask(company, tools, SEARCH, { words: WORD });
  const posted = tools.ledger.posts.some(
    ({ place, id }) => id !== null && company.teams.some((team) => team.id === place),
  );
  const found = answer.data?.['search'] as { nodes: unknown[] } | null | undefined;
  if (posted && found?.nodes.length === 0) tools.ledger.note('a search found none of what was acknowledged');
  note(answer, { search: {} }, company, tools);
}

async function readSingle(company: SceneCompany, tools: LoadTools): Promise<void> {
  const known = tools.ledger.anyOf(company.teams[0]?.id ?? '', tools.random);
  if (known?.id == null) return;
  const answer = await ask(company, tools, SINGLE, { id: known.id });
  note(answer, { node: { id: known.id, body: known.body } }, company, tools);
}

async function readVerification(company: SceneCompany, tools: LoadTools): Promise<void> {
  const answer = await ask(company, tools, VERIFY, { team: company.teams[0]?.id });
  note(answer, { team: { verify: { valid: true, firstBroken: null } } }, company, tools);
}

/** Takes an answer down. Whether it was whole. */
function note(answer: Answer, expected: unknown, company: SceneCompany, tools: LoadTools): boolean {
  const { ledger, blame, latencies } = tools;
  const { wrong, missing } = judge(answer, expected, company);
  for (const what of wrong) ledger.note(what);
  for (const { lacks, code } of missing)
    if (!blame.explains(lacks, code, answer.from, answer.until))
      ledger.note(`${code}, and no fault explains that ${lacks} is missing`);
  ledger.count.reads += 1;
  const outcome = answer.status === 0 ? 'none' : missing.length > 0 ? 'partly' : 'whole';
  ledger.count[outcome] += 1;
  const kind = blame.isTroubled(answer.from, answer.until) ? 'troubled' : 'well';
  latencies[kind].push(answer.until - answer.from);
  return outcome === 'whole' && wrong.length === 0;
}

/** Posts as one company until told to stop; the last post is tried until it is acknowledged. */
export async function writeOn(company: SceneCompany, tools: LoadTools, signal: AbortSignal): Promise<void> {
  for (let number = 1; await goesOn(tools.thinkMs * POST_EVERY, tools, signal); number += 1)
    await postOne(company, number, tools);
}

async function postOne(company: SceneCompany, number: number, tools: LoadTools, kind = ''): Promise<void> {
  const { slug, teams, privateThread } = company;
  const isPrivate = number % 4 === 0;
  const team = teams[number % teams.length];
  const mark = isPrivate ? MARK.private(slug) : MARK.team(team?.number ?? 0);
  const body = `${mark} ${slug} says number ${kind}${number} of the ${WORD}`;
  const place = isPrivate ? privateThread : (team?.id ?? '');
  const post = tools.ledger.post({ key: `${slug}-${kind}${number}`, body, company: slug, place, isPrivate });
  await deliver(post, isPrivate ? privateThread : (team?.thread ?? ''), company, tools);
}

/** Sends a post, with the same key again and again, until it is acknowledged. */
async function deliver(post: Post, threadId: string, company: SceneCompany, tools: LoadTools): Promise<void> {
  const { ledger } = tools;
  const input = { threadId, body: post.body, idempotencyKey: post.key };
  for (let waitMs = RETRY_MS.first; ; waitMs = Math.min(waitMs * 2, RETRY_MS.most)) {
    post.attempts += 1;
    const answer = await ask(company, tools, post.isPrivate ? POST_PRIVATELY : POST, { input });
    const done = answer.data?.[post.isPrivate ? 'postPrivateMessage' : 'postMessage'] as
      { message: { id: string; body: string } | null; userErrors: { code: string }[] } | null | undefined;
    if (done?.message != null) {
      if (done.message.body !== post.body) ledger.note('another message was acknowledged than was sent');
      Object.assign(post, { id: done.message.id, acknowledgedAt: performance.now() });
      return;
    }
    if (done != null) {
      ledger.note(`a post was refused: ${done.userErrors.map(({ code }) => code).join(' ')}`);
      return;
    }
    noteFailure(answer, post, company, tools);
    await sleep(waitMs);
  }
}

function noteFailure(answer: Answer, post: Post, company: SceneCompany, tools: LoadTools): void {
  const { wrong, missing } = judge(answer, {}, company);
  for (const what of wrong) tools.ledger.note(`posting: ${what}`);
  for (const { code } of missing) {
    const lacks = post.isPrivate && code !== 'NO_ANSWER' ? company.slug : 'network';
    if (!tools.blame.explains(lacks, code, answer.from, answer.until))
      tools.ledger.note(`${code} to a post, and no fault explains it`);
  }
}

/** Waits half of the time to one and a half; whether there was no signal meanwhile. */
function goesOn(ms: number, { random }: LoadTools, signal: AbortSignal): Promise<boolean> {
  return sleep(ms * (0.5 + random()), true, { signal }).catch(() => false);
}
