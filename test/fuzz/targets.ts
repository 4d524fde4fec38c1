import type { Target } from './target.ts';
import { cursors } from './targets/cursors.ts';
import { events } from './targets/events.ts';
import { headers } from './targets/headers.ts';
import { ids } from './targets/ids.ts';
import { json } from './targets/json.ts';
import { request } from './targets/request.ts';
import { sdl } from './targets/sdl.ts';

/** All that is fuzzed. */
export const TARGETS: readonly Target[] = [ids, cursors, events, headers, json, sdl, request];
