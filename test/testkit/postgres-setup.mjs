// Jest's globalSetup. It runs in plain Node, outside Jest's own transformation, so the TypeScript comes through tsx.
import { tsImport } from 'tsx/esm/api';

export default async function startTestPostgres() {
  const { startTestServer } = await tsImport('./postgres-server.ts', import.meta.url);
  globalThis.stopTestPostgres = await startTestServer();
}
