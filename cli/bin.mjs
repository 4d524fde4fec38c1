#!/usr/bin/env node
// Runs this package's TypeScript as it stands: there is no build whose output could be out of date.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
