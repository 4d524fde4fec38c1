// Jest's globalTeardown: same process as globalSetup, hence the global.
export default async function stopTestPostgres() {
  await globalThis.stopTestPostgres?.();
}
