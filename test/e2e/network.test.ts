import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { ACME } from '#cli/scenario/acme.ts';
import { HARBOR } from '#cli/scenario/harbor.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { askAs, freshEnvironment, isGone, lives, startDev, type DevProcess } from './dev-process.ts';

const DANA = ['acme', 'project-lead'] as const;
const TOMAS = ['harbor', 'delivery-lead'] as const;
const SERVING = 'Serving. Ctrl-C stops everything.';
const TALK = SHARED_SCENARIO.teams[0]?.threads[0]?.messages.map(({ body }) => body) ?? [];

const participant = z.object({
  displayName: z.string(),
  company: z.object({ name: z.string() }),
  agent: z
    .object({
      name: z.string(),
      purpose: z.string().nullable(),
      skills: z.array(z.string()).nullable(),
      instructions: z.string().nullable(),
      knowledge: z.array(z.object({ title: z.string() })).nullable(),
    })
    .nullable(),
});
const thread = z.object({
  slug: z.string(),
  notes: z.array(z.object({ body: z.string() })),
  participants: z.array(participant),
  messages: z.object({ nodes: z.array(z.object({ sequence: z.number(), body: z.string() })) }),
});
const answerShape = z.object({
  data: z.object({
    me: z.object({ displayName: z.string() }),
    team: z.object({ name: z.string(), threads: z.object({ nodes: z.tuple([thread]) }) }),
    workspace: z.object({
      privateThreads: z.object({ nodes: z.array(z.object({ slug: z.string() })) }),
      knowledge: z.array(z.object({ title: z.string() })),
      agents: z.array(z.object({ name: z.string() })),
    }),
  }),
  errors: z
    .array(
      z.object({
        path: z.array(z.union([z.string(), z.number()])),
        extensions: z.object({ code: z.string() }),
      }),
    )
    .optional(),
});

let environment: Record<string, string>;
let dev: DevProcess;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-e2e-'));

async function ask(caller: readonly [string, string]) {
  const { data, errors = [] } = answerShape.parse(await askAs(environment, caller, REFERENCE_QUERY));
  return { data, errors, thread: data.team.threads.nodes[0] };
}

async function restart() {
  dev = startDev(environment);
  await dev.printed(SERVING);
}

beforeAll(async () => {
  environment = await freshEnvironment(dataDir);
});
afterAll(async () => {
  const pids = dev.pids();
  await dev.end('SIGTERM');
  for (const pid of pids.values()) if (lives(pid)) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the network, from nothing', () => {
  beforeAll(restart, 120_000);

  it('says what it started and seeded, and how to go on', () => {
    const output = dev.output();
    expect([...dev.pids().keys()].sort()).toEqual([
      "Acme's subgraph",
      "Harbor's subgraph",
      "Nimbus's subgraph",
      'PostgreSQL',
      'The gateway',
      'The shared layer',
    ]);
    expect(output.match(/reference data seeded/g)).toHaveLength(4);
    expect(output).toContain(`http://127.0.0.1:${environment['GATEWAY_PORT']}/graphql`);
    expect(output).toContain('npx agent-network token acme project-lead');
  });

  it('prints both answers side by side: the shared thread twice, private things once', () => {
    const rows = dev.output().split('\n');
    const rule = rows.find((row) => /^-+\+-+-$/.test(row.replace('-+-', '+-'))) ?? '';
    const width = rule.indexOf('+') - 1;
    const table = rows.slice(rows.indexOf(rule));
    const left = table.map((row) => row.slice(0, width)).join('\n');
    const right = table.map((row) => row.slice(width + 3)).join('\n');
    for (const side of [left, right]) {
      expect(side).toContain('rollout-status');
      expect(side.match(/webhook\s+validation/g)?.length).toBeGreaterThan(1);
    }
    for (const own of ['Bluebird', 'billing-escalations', 'customer runbooks', 'Reconciliation Agent']) {
      expect(left).toContain(own);
      expect(right).not.toContain(own);
    }
    for (const own of ['Kestrel', 'partner-implementation', 'rollout playbooks', 'Quality Agent']) {
      expect(right).toContain(own);
      expect(left).not.toContain(own);
    }
  });

  it('answers each company with the shared thread and its own private data', async () => {
    const [dana, tomas] = await Promise.all([ask(DANA), ask(TOMAS)]);
    for (const { thread: seen, errors } of [dana, tomas]) {
      expect(errors).toEqual([]);
      expect(seen.messages.nodes.map(({ body }) => body)).toEqual(TALK);
    }
    expect(dana.data.me.displayName).toBe('Dana Whitfield');
    expect(dana.thread.notes.map(({ body }) => body)).toEqual(ACME.notes.map(({ body }) => body));
    expect(tomas.thread.notes.map(({ body }) => body)).toEqual(HARBOR.notes.map(({ body }) => body));
    const [ours, theirs] = dana.thread.participants.map(({ agent }) => agent);
    expect(ours?.instructions).toBe(ACME.agents[0]?.instructions);
    const { name, purpose, skills } = HARBOR.agents[0] ?? {};
    expect(theirs).toEqual({ name, purpose, skills, instructions: null, knowledge: null });
  });

  it('shows a stranger nothing of the team', async () => {
    const question = '{ me { displayName } team(slug: "acme-rollout") { name } teams { nodes { name } } }';
    expect(await askAs(environment, ['outsider', 'visitor'], question)).toEqual({
      data: { me: { displayName: 'Vic Moreau' }, team: null, teams: { nodes: [] } },
    });
  });

  it('takes a message, which the other company reads', async () => {
    const post = `mutation { postMessage(input: {
      threadId: "${ROLLOUT.thread}", body: "Both are clean.", idempotencyKey: "e2e-1" }) { userErrors { message } } }`;
    expect(await askAs(environment, DANA, post)).toEqual({ data: { postMessage: { userErrors: [] } } });
    expect((await ask(TOMAS)).thread.messages.nodes.at(-1)?.body).toBe('Both are clean.');
  });

  it('exchanges an agent’s credential for a token, until it is revoked', async () => {
    const input = `agentId: "${ACME.agents[0]?.id ?? ''}", label: "Build server"`;
    const issue = `mutation { it: issueAgentCredential(input: { ${input} }) { secret credential { id } } }`;
    const issued = z.object({ secret: z.string(), credential: z.object({ id: z.string() }) });
    const answer = z.object({ data: z.object({ it: issued }) });
    const { secret, credential } = answer.parse(await askAs(environment, DANA, issue)).data.it;
    const agent = ['acme', '--credential', secret] as const;
    const who = { displayName: ACME.agents[0]?.name, kind: 'AGENT' };
    expect(await askAs(environment, agent, '{ me { displayName kind } }')).toEqual({ data: { me: who } });
    const revoke = `mutation { it: revokeAgentCredential(input: { credentialId: "${credential.id}" }) { userErrors { code } } }`;
    expect(await askAs(environment, DANA, revoke)).toEqual({ data: { it: { userErrors: [] } } });
    await expect(askAs(environment, agent, '{ me { displayName } }')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: "acme's issuer gives no token for this credential.\n",
    });
  });

  it("costs Acme nothing but Harbor's published fields when Harbor's program is killed", async () => {
    const before = await ask(DANA);
    const harbor = dev.pids().get("Harbor's subgraph") ?? 0;
    process.kill(harbor, 'SIGKILL');
    await dev.printed("Harbor's subgraph was ended by SIGKILL");
    await dev.printed('The others keep running.');
    const after = await ask(DANA);
    const wanted = structuredClone(before.data);
    for (const one of wanted.team.threads.nodes[0].participants)
      if (one.company.name === 'Harbor') one.agent = null;
    expect(after.data).toEqual(wanted);
    expect(after.errors.length).toBeGreaterThan(0);
    for (const { path: place } of after.errors)
      expect(place.slice(0, 5)).toEqual(['team', 'threads', 'nodes', 0, 'participants']);
    for (const [name, pid] of dev.pids()) expect([name, lives(pid)]).toEqual([name, pid !== harbor]);
  });

  it('stops everything on Ctrl-C, the database included, and ends well', async () => {
    const pids = dev.pids();
    expect(pids.size).toBe(6);
    expect(await dev.end('SIGINT')).toBe(0);
    expect(dev.output()).toContain('Everything is stopped.');
    for (const [name, pid] of pids) expect([name, lives(pid)]).toEqual([name, false]);
  });
});

describe('the network, started again', () => {
  beforeAll(restart, 120_000);

  it('keeps its data and seeds nothing twice', async () => {
    expect(dev.output().match(/reference data kept/g)).toHaveLength(4);
    const { thread: seen, errors } = await ask(TOMAS);
    expect(errors).toEqual([]);
    expect(seen.messages.nodes.map(({ body }) => body)).toEqual([...TALK, 'Both are clean.']);
    const sequences = seen.messages.nodes.map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
  });

  it('says which program wants a port that is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const other = startDev({ ...(await freshEnvironment(path.join(dataDir, 'other'))), NIMBUS_PORT: port });
    await other.printed(`nimbus: port ${port}, set by NIMBUS_PORT`);
    expect(await other.ended).toBe(1);
    holder.close();
  });

  it('leaves no program behind when it is killed with -9, and takes its database over afterwards', async () => {
    const pids = dev.pids();
    await dev.end('SIGKILL');
    for (const [name, pid] of pids)
      if (name !== 'PostgreSQL') expect([name, await isGone(pid)]).toEqual([name, true]);
    await restart();
    expect(dev.output()).toContain('taken over from a killed run');
    expect((await ask(DANA)).thread.messages.nodes.at(-1)?.body).toBe('Both are clean.');
    expect(dev.pids().get('PostgreSQL')).toBe(pids.get('PostgreSQL'));
    expect(await dev.end('SIGTERM')).toBe(0);
    for (const pid of pids.values()) expect(await isGone(pid)).toBe(true);
  }, 120_000);
});

describe('a start that goes wrong', () => {
  it('is ended by Ctrl-C at any moment, with nothing left', async () => {
    dev = startDev(environment);
    await dev.printed('PostgreSQL');
    const server = dev.pids().get('PostgreSQL') ?? 0;
    expect(await dev.end('SIGINT')).toBe(0);
    expect(await isGone(server)).toBe(true);
    expect(dev.output()).not.toContain(SERVING);
  });

  it('names the program that died, with its last lines', async () => {
    dev = startDev({ ...environment, LOG_LEVEL: 'frob' });
    await dev.printed('could not start');
    await dev.printed('Everything is stopped.');
    expect(await dev.ended).toBe(1);
    expect(dev.output()).toMatch(/ended with status 1; its last lines in .*\.log:/);
  });
});
