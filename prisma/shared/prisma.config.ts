import { defineConfig } from 'prisma/config';
import { migrationDatabase, useLocalSchemaEngine } from '../tool/prisma-settings.ts';

useLocalSchemaEngine();

/** Settings of the Prisma CLI for the shared layer's database. Paths are relative to this file. */
export default defineConfig({
  schema: './schema.prisma',
  migrations: { path: './migrations' },
  ...migrationDatabase(),
});
