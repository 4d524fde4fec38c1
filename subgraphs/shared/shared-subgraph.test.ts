import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { startSharedSubgraph } from './shared-subgraph.ts';
import { IDS } from './testing/interval-team.ts';
import { startRunningShared, type RunningShared } from './testing/running-shared.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

describe('the program', () => {
  it('says that it lives and is ready', async () => {
    for (const path of ['/health', '/ready']) expect((await fetch(shared.url + path)).status).toBe(200);
  });

  it('logs one line per request, and no word of it', async () => {
    shared.lines.length = 0;
    const passport = await shared.as('acme');
    await shared.post(
      `{ team(slug: "secret-slug") { name } }`,
      { v: 'secret-variable' },
      { ...passport, 'x-request-id': 'req-7' },
    );
    const logged = shared.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toMatchObject([{ requestId: 'req-7', company: 'acme', status: 200, msg: '/graphql' }]);
    expect(shared.lines.join()).not.toMatch(/secret|eyJ/);
  });

  it('lets its runtime role touch rows and no structure', async () => {
    await expect(shared.database.$executeRaw`CREATE TABLE t (i int)`).rejects.toThrow(/permission denied/);
    await expect(shared.database.$executeRaw`DELETE FROM _prisma_migrations`).rejects.toThrow(
      /permission denied/,
    );
  });

  it('starts again on the same database', async () => {
    const tools = { clock: Date.now, fetch: shared.gateway.fetch, logger: pino({ level: 'silent' }) };
    const second = await startSharedSubgraph(shared.settings, tools);
    expect(second.port).not.toBe(shared.port);
    await expect(startSharedSubgraph({ ...shared.settings, port: second.port }, tools)).rejects.toThrow(
      /EADDRINUSE/,
    );
    await second.stop();
    // Of those two nothing listens on, nor comes back: what does is the first one's.
    await new Promise((resolve) => setTimeout(resolve, 600));
    const listening = await shared.rows.$queryRaw<unknown[]>`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'agent-network-shared-listener'`;
    expect(listening).toHaveLength(2);
  });

  it('reads after each write of a request what it wrote', async () => {
    const write = (name: string) => `${name}: postMessage(input: {
      threadId: "${IDS.early}", body: "body ${name}", idempotencyKey: "${name}" }) {
        userErrors { message } message { author { displayName } thread { messages(last: 1) { nodes { body } } } } }`;
    const { text } = await shared.post(
      `mutation { ${write('one')} ${write('two')} }`,
      {},
      await shared.as('harbor'),
    );
    const answer = (name: string) => ({
      userErrors: [],
      message: {
        author: { displayName: 'harbor lead' },
        thread: { messages: { nodes: [{ body: `body ${name}` }] } },
      },
    });
    expect(JSON.parse(text)).toEqual({ data: { one: answer('one'), two: answer('two') } });
  });

  it('leaves no transaction open, whatever became of its requests', async () => {
    const headers = await shared.as('acme');
    await shared.post('{ teams { nodes { name } } team { id } }', {}, headers);
    await shared.post('{ nonsense }', {}, headers);
    const rows = await shared.database.$queryRaw<unknown[]>`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
    expect(rows).toEqual([]);
  });
});
