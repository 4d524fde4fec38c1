import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshEnvironment, isGone, lives, startDev, type DevProcess } from './dev-process.ts';
import { companiesIn } from './dev-companies.ts';
import { DANA, TOMAS, type CompaniesAtWork } from '#test/testkit/companies-at-work.ts';

const WRITERS = 16;
/** So many are acknowledged before the end comes, in the middle of the others. */
const BEFORE_THE_END = 150;
const PAGE = `query ($id: ID!, $after: String) { thread(id: $id) { messages(first: 100, after: $after) {
  nodes { id body } pageInfo { hasNextPage endCursor } } } }`;
const LOG = `query ($id: ID!, $after: String) { team(id: $id) { verify { valid checked firstBroken }
  events(first: 100, after: $after) { nodes { sequence } pageInfo { hasNextPage endCursor } } } }`;

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
type Draft = ReturnType<CompaniesAtWork['draft']>;

let environment: Record<string, string>;
let dev: DevProcess;
let companies: CompaniesAtWork;
let team: string;
let thread: string;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-killed-'));
/** By idempotency key, the message that was acknowledged; null for what was sent and never answered. */
const sent = new Map<string, { readonly draft: Draft; readonly id: string | null }>();
const acknowledged = () => [...sent.values()].filter(({ id }) => id !== null);

async function start() {
  dev = startDev(environment);
  await dev.printed('Serving. Ctrl-C stops everything.');
}

beforeAll(async () => {
  environment = await freshEnvironment(dataDir);
  await start();
  companies = companiesIn(environment);
  team = await companies.team('Under load', DANA, TOMAS);
  thread = await companies.do(DANA, 'createThread', 'thread', { teamId: team, title: 'Load' });
}, 120_000);
afterAll(async () => {
  const pids = dev.pids();
  await dev.end('SIGTERM');
  for (const pid of pids.values()) if (lives(pid)) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** Posts one message after another until one is not answered. */
async function write(writer: number): Promise<void> {
  for (let message = 0; ; message += 1) {
    const draft = companies.draft(thread, `Writer ${writer}, message ${message}`);
    sent.set(draft.idempotencyKey, { draft, id: null });
    try {
      const id = await companies.do(authorOf(writer), 'postMessage', 'message', draft);
      sent.set(draft.idempotencyKey, { draft, id });
    } catch {
      return;
    }
  }
}

function authorOf(writer: number) {
  return writer % 2 === 0 ? DANA : TOMAS;
}

async function readAll<Node>(read: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const page: Page<Node> = await read(after);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

function readMessages() {
  return readAll(async (after) => {
    type Answer = { thread: { messages: Page<{ id: string; body: string }> } };
    return (await companies.ask<Answer>(DANA, PAGE, { id: thread, after })).thread.messages;
  });
}

describe('a shared layer that is killed with -9 while 16 write', () => {
  it('dies in the middle of it', async () => {
    const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    while (acknowledged().length < BEFORE_THE_END) await wait(5);
    const pid = dev.pids().get('The shared layer') ?? 0;
    process.kill(pid, 'SIGKILL');
    await writers;
    expect(await isGone(pid)).toBe(true);
    expect(sent.size - acknowledged().length).toBe(WRITERS);
  }, 60_000);

  it('has every acknowledged message after it is started again, once', async () => {
    await dev.end('SIGTERM');
    await start();
    expect(dev.output().match(/reference data kept/g)).toHaveLength(4);
    const found = new Map((await readMessages()).map(({ id, body }) => [id, body]));
    expect(acknowledged().length).toBeGreaterThanOrEqual(BEFORE_THE_END);
    for (const { id, draft } of acknowledged()) expect(found.get(id ?? '')).toBe(draft.body);
    expect(new Set(found.values()).size).toBe(found.size);
  }, 120_000);

  it('takes what was not answered again, and has it once', async () => {
    for (const [key, { draft }] of sent) {
      const writer = Number(/^Writer (\d+)/.exec(draft.body)?.[1]);
      const id = await companies.do(authorOf(writer), 'postMessage', 'message', draft);
      sent.set(key, { draft, id });
    }
    const bodies = (await readMessages()).map(({ body }) => body);
    expect([...bodies].sort()).toEqual([...sent.values()].map(({ draft }) => draft.body).sort());
  }, 60_000);

  it('has a log without gaps, whose chain is valid', async () => {
    type Answer = { team: { verify: object; events: Page<{ sequence: number }> } };
    let verify: object = {};
    const events = await readAll(async (after) => {
      const answer = (await companies.ask<Answer>(DANA, LOG, { id: team, after })).team;
      verify = answer.verify;
      return answer.events;
    });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(verify).toEqual({ valid: true, checked: events.length, firstBroken: null });
  });
});
