import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMigrations, withClient } from '#prisma/tool/migrate.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { bodyHash } from '../messages/body-seal.ts';
import { verifyChain } from './chain-rules.ts';
import type { EventRow } from './event-rules.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/shared/migrations', import.meta.url));
const TEAM = 'tem_01JQ0000000000000000000TEM';
const BODIES = ['plain', 'quotes " and \\', 'line\nfeed\tand \u007f', 'öß€ \u{1f600} \u2028'];

let urls: TestDatabase;
let rows: (EventRow & { body: string | null; body_salt: string | null })[];
beforeAll(async () => {
  urls = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-import-'));
  for (const name of ['20260305000000_first_tables', 'migration_lock.toml'])
    await cp(path.join(MIGRATIONS, name), path.join(folder, name), { recursive: true });
  await applyMigrations({ url: urls.ownerUrl, directory: folder });
  await rm(folder, { recursive: true });
  await withClient(urls.ownerUrl, async (client) => {
    await client.query(`SET TIME ZONE 'Asia/Kathmandu'`);
    await client.query(`
      INSERT INTO company_schemas VALUES ('${'0'.repeat(64)}', '');
      INSERT INTO companies VALUES ('acme', 'Acme', 'i', 'j', null, '${'0'.repeat(64)}');
      INSERT INTO teams VALUES ('${TEAM}', 'T', null, ${String(3 + BODIES.length)}, '2026-03-01T12:00:00.007Z'),
        ('tem_other', 'O', null, 1, '2026-03-01T12:00:00Z');
      INSERT INTO team_slugs VALUES ('acme', 'te', '${TEAM}');
      INSERT INTO participants VALUES ('par_acme_1', '${TEAM}', 'acme', 's', 'PERSON', 'A', null, true, 2, null);
      INSERT INTO threads VALUES ('thr_1', '${TEAM}', 'th', 'Th', 'par_acme_1', 3, '2026-03-01T12:03:00.120Z')`);
    const add = `INSERT INTO messages VALUES ($1, '${TEAM}', 'thr_1', $2, $3, 'par_acme_1', $1, '2026-03-01T12:04:00Z')`;
    for (const [index, body] of BODIES.entries())
      await client.query(add, [`msg_${String(index)}`, 4 + index, body]);
  });
  await applyMigrations({ url: urls.ownerUrl, directory: MIGRATIONS });
  rows = await withClient(urls.ownerUrl, async (client) => {
    await client.query(`SELECT set_config('app.operator', 'maintenance', false)`);
    const { rows: found } = await client.query<(typeof rows)[number]>(
      `SELECT e.team_id AS "teamId", e.sequence, e.id, e.kind, e.actor_id AS "actorId", e.company_slug AS "companySlug",
         e.at, e.payload, e.previous_hash AS "previousHash", e.hash, m.body, m.body_salt
       FROM team_events AS e LEFT JOIN messages AS m USING (team_id, sequence) ORDER BY e.team_id, e.sequence`,
    );
    return found;
  });
});
afterAll(() => urls.drop());

describe('what was there before the log', () => {
  it('has an event for every sequence, in a chain of each team', () => {
    const ofTeam = rows.filter(({ teamId }) => teamId === TEAM);
    expect(ofTeam.map(({ sequence }) => sequence)).toEqual(ofTeam.map((_, index) => index + 1));
    expect(ofTeam).toHaveLength(3 + BODIES.length);
    expect(verifyChain(ofTeam)).toBeNull();
    expect(verifyChain(rows.filter(({ teamId }) => teamId !== TEAM))).toBeNull();
    expect(rows.filter(({ sequence }) => sequence === 1).map(({ previousHash }) => previousHash)).toEqual([
      '0'.repeat(64),
      '0'.repeat(64),
    ]);
  });

  it('says what took the sequence, who made it and when', () => {
    const ofTeam = rows.filter(({ teamId }) => teamId === TEAM);
    expect(ofTeam.slice(0, 3)).toMatchObject([
      { kind: 'IMPORTED', actorId: null, companySlug: null, payload: `{"id":"${TEAM}","of":"TEAM"}` },
      { companySlug: 'acme', payload: '{"id":"par_acme_1","of":"PARTICIPANT"}' },
      { actorId: 'par_acme_1', companySlug: 'acme', at: new Date('2026-03-01T12:03:00.120Z') },
    ]);
    for (const { id } of rows) expect(id).toMatch(/^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });

  it('seals the text of every message', () => {
    const messages = rows.filter(({ body }) => body !== null);
    expect(messages.map(({ body }) => body)).toEqual(BODIES);
    for (const { payload, body, body_salt: salt } of messages)
      expect(JSON.parse(payload)).toMatchObject({
        of: 'MESSAGE',
        bodyHash: bodyHash(salt ?? '', body ?? ''),
      });
    expect(new Set(messages.map(({ body_salt: salt }) => salt)).size).toBe(BODIES.length);
  });
});
