import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { applyMigrations } from '#prisma/tool/migrate.ts';

let versions = 0;

/**
 * Changes a database as the migration of a later version does, by the tool that it is done with, under the programs that run.
 * Those do not know of it, so its ledger is in a schema of its own: they could be started again.
 */
export async function migrateLater(ownerUrl: string, script: string): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'agent-network-later-'));
  const name = `9999010100000${(versions += 1)}_later`;
  mkdirSync(path.join(directory, name));
  writeFileSync(path.join(directory, name, 'migration.sql'), script);
  try {
    await applyMigrations({ url: ownerUrl, directory, schema: `later_${versions}` });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
