import { fileURLToPath } from 'node:url';
import { createTaskProcess } from '../processes/task-process.ts';

/** The pages that there are: Apollo Sandbox, and GraphiQL in one page that loads nothing from anywhere. */
export type PageName = 'sandbox' | 'graphiql';

/** Pages for browsers. */
export interface Pages {
  /** A page's HTML. */
  read(page: PageName): Promise<string | Uint8Array>;
}

/** The same, with what is behind it. */
export interface PageSource extends Pages {
  close(): void;
}

const script = fileURLToPath(new URL('./page-worker.mjs', import.meta.url));

const RENDER_MS = 30_000;
const IDLE_MS = 1000;
const KEEP_MS = 60_000;

/**
 * Renders pages when they are asked for, in a process that ends thereafter: the programs in them are many megabytes, and
 * few gateways are ever asked. A page is kept for `keepMs`, so that asking over and over costs no more than asking once.
 */
export function createPages(keepMs = KEEP_MS): PageSource {
  const process = createTaskProcess<{ readonly page: PageName }, Uint8Array>({
    ...{ script, timeoutMs: RENDER_MS, idleMs: IDLE_MS },
  });
  const kept = new Map<PageName, Promise<Uint8Array>>();
  return {
    read: (page) => {
      const known = kept.get(page);
      if (known) return known;
      const fresh = process.run({ page });
      kept.set(page, fresh);
      const forget = () => void kept.delete(page);
      fresh.then(() => setTimeout(forget, keepMs).unref(), forget);
      return fresh;
    },
    close: () => process.close(),
  };
}

/** The offline page may talk to this gateway and to nobody else. */
export const OFFLINE_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');
