// Starts the gateway between tenants with as little memory as it takes: see `importProgram`.
import { importProgram } from './processes/plain-program.mjs';

await importProgram(new URL('./main.ts', import.meta.url));
