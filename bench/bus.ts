/**
 * `node --import tsx bench/bus.ts [--notices 3000] [--replicas 1,4,16] [--rounds 3]`: what notices between replicas cost by
 * LISTEN/NOTIFY and over NATS JetStream (needs nats-server). Each notice is a transaction of its own; measured are the time
 * until the last replica has heard the last one, and how late a single one comes. Both ways in turn, medians of rounds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { createNoticeBus } from '#subgraphs/kit/notice-bus.ts';
import { followNotices } from '#subgraphs/kit/notices.ts';
import { freePort } from '#test/testkit/free-ports.ts';
import { startTestNats } from '#test/testkit/nats-server.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: {
    notices: { type: 'string', default: '3000' },
    replicas: { type: 'string', default: '1,4,16' },
    rounds: { type: 'string', default: '3' },
  },
});
const NOTICES = Number(values.notices);
const WRITERS = 8;
const SINGLES = 50;

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-bus-'));
const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data') });
const { runtimeUrl: connectionString } = await server.ensureDatabase('bus');
const port = await freePort();
const nats = await startTestNats(port);
const writers = await Promise.all(
  Array.from({ length: WRITERS }, async () => {
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  }),
);

const fault = (error: unknown) => void process.stderr.write(`${String(error)}\n`);

/** A way by which notices reach replicas, with so many of them. */
function startReplicas(count: number, overBus: boolean, channel: string) {
  const heard = new Map<string, number>();
  const begun = new Set<number>();
  const stops = Array.from({ length: count }, (_, replica) => {
    const bus = overBus ? createNoticeBus({ url: nats.url }, 'shared', fault) : undefined;
    const listener = followNotices({
      ...{ connection: { connectionString }, channel, bus, onFault: fault },
      onNotice: (text) => {
        if (text === null) begun.add(replica);
        else heard.set(text, (heard.get(text) ?? 0) + 1);
      },
    });
    return async () => {
      await listener.stop();
      await bus?.stop();
    };
  });
  return { heard, isReady: () => begun.size === count, stop: () => Promise.all(stops.map((stop) => stop())) };
}

async function until(holds: () => boolean): Promise<void> {
  for (const late = Date.now() + 120_000; !holds();) {
    if (Date.now() > late) throw new Error('notices are missing');
    await sleep(1);
  }
}

async function measure(count: number, overBus: boolean, round: number) {
  const channel = `c${String(count)}_${overBus ? 'bus' : 'sql'}_${String(round)}`;
  const replicas = startReplicas(count, overBus, channel);
  await until(replicas.isReady);
  // The one that listens to the database for all may be about to begin.
  await sleep(1500);
  const say = (writer: Client | undefined, text: string) =>
    writer?.query('SELECT pg_notify($1, $2)', [channel, text]);
  const late: number[] = [];
  for (let single = 0; single < SINGLES; single += 1) {
    const from = performance.now();
    await say(writers[0], `single ${String(single)}`);
    await until(() => replicas.heard.get(`single ${String(single)}`) === count);
    late.push(performance.now() - from);
  }
  const from = performance.now();
  await Promise.all(
    writers.map(async (writer, own) => {
      for (let number = own; number < NOTICES; number += WRITERS) await say(writer, `tem ${String(number)}`);
    }),
  );
  const written = performance.now() - from;
  await until(
    () =>
      [...replicas.heard].filter(([text, times]) => text.startsWith('tem') && times === count).length ===
      NOTICES,
  );
  const all = performance.now() - from;
  await replicas.stop();
  return { written: NOTICES / (written / 1000), heard: NOTICES / (all / 1000), late: median(late) };
}

process.stdout.write(
  '| replicas | way | notices written per s | heard by all per s | a single one, ms |\n|---|---|---|---|---|\n',
);
for (const count of values.replicas.split(',').map(Number)) {
  const rounds: Record<'sql' | 'bus', Awaited<ReturnType<typeof measure>>[]> = { sql: [], bus: [] };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    rounds.sql.push(await measure(count, false, round));
    rounds.bus.push(await measure(count, true, round));
  }
  for (const [way, name] of [
    ['sql', 'LISTEN/NOTIFY'],
    ['bus', 'NATS JetStream'],
  ] as const) {
    const of = (figure: 'written' | 'heard' | 'late') => median(rounds[way].map((one) => one[figure]));
    process.stdout.write(
      `| ${String(count)} | ${name} | ${of('written').toFixed(0)} | ${of('heard').toFixed(0)} | ${of('late').toFixed(1)} |\n`,
    );
  }
}

for (const writer of writers) await writer.end();
await nats[Symbol.asyncDispose]();
await server.stop();
rmSync(folder, { recursive: true, force: true });
