#!/usr/bin/env node
// Runs this package's TypeScript as it stands: there is no build whose output could be out of date.
const main = new URL('./main.ts', import.meta.url);
if (process.argv[2] === 'gateway') {
  // It runs for long, and its memory is looked at.
  const { importProgram } = await import('../gateway/processes/plain-program.mjs');
  await importProgram(main);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import(main.href);
}
