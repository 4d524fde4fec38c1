#!/usr/bin/env node
// What the Prisma CLI runs in place of its native schema engine. The CLI needs an executable file, and Node 20 does
// not run TypeScript by itself: this file only starts the program beside it.
import { tsImport } from 'tsx/esm/api';

await tsImport('./schema-engine.ts', import.meta.url);
