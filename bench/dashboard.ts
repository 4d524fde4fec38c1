import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { startOwnNetwork, type OwnNetwork } from '../test/browser/kit/own-network.ts';

/**
 * What the dashboard costs those who open it: `node --import tsx bench/dashboard.ts`. Starts a network of its own. Ends with 1
 * beyond the budget: 200 kB (gzip) of scripts before the first page, a thread to be read and written in within a second.
 */
const BUDGET = { scriptBytes: 200_000, interactiveMs: 1000 };
const ROUNDS = 10;
const THREAD = '/teams/acme-rollout/threads/rollout-status';
const DIST = fileURLToPath(new URL('../dashboard/dist/', import.meta.url));

const manifestShape = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    dynamicImports: z.array(z.string()).optional(),
  }),
);
type Manifest = z.infer<typeof manifestShape>;

/** The gzipped bytes of scripts that a page needs: those named, and what they import in turn. */
function scriptBytes(manifest: Manifest, names: readonly string[]): number {
  const needed = new Set<string>();
  const add = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    manifest[name]?.imports?.forEach(add);
  };
  names.forEach(add);
  const files = [...needed].map((name) => manifest[name]?.file ?? '').filter((file) => file.endsWith('.js'));
  return files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(DIST, file)), { level: 9 }).length,
    0,
  );
}

/**
 * Milliseconds from asking for the page until the thread's messages are there and its composer has taken text, with
 * everything of the page's own loaded anew. Looked for in each frame: Playwright's own waiting looks less and less often.
 */
async function untilInteractive(page: Page): Promise<number> {
  const began = performance.now();
  await page.goto(THREAD, { waitUntil: 'commit' });
  await page.waitForFunction(isThere, undefined, { polling: 'raf' });
  await page.getByRole('textbox', { name: 'Message' }).fill('x');
  return performance.now() - began;
}

/** Run in the page. */
function isThere(): boolean {
  const composer = document.querySelector('form.composer textarea');
  return composer !== null && document.querySelector('[role="feed"] article') !== null;
}

async function measureThread(network: OwnNetwork, browser: Browser): Promise<number[]> {
  const { page, context } = await network.browser.signIn(browser, 'acme', 'Dana Whitfield', { path: THREAD });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await untilInteractive(page));
  await context.close();
  return times.sort((a, b) => a - b);
}

await using network = await startOwnNetwork();
const browser = await network.browser.openBrowser();
const manifest = manifestShape.parse(
  JSON.parse(readFileSync(path.join(DIST, '.vite', 'manifest.json'), 'utf8')),
);
const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry === true);
const app = [...entries, 'src/app.tsx'];
const first = scriptBytes(manifest, app);
const home = scriptBytes(manifest, [...app, 'src/shell/shell.tsx', 'src/pages/home/home-page.tsx']);
const thread = scriptBytes(manifest, [...app, 'src/shell/shell.tsx', 'src/pages/thread/thread-page.tsx']);
const times = await measureThread(network, browser).finally(() => browser.close());
const median = times[Math.floor(times.length / 2)] ?? Infinity;
const rows = [
  ['scripts before the first page', `${(first / 1000).toFixed(1)} kB`, first <= BUDGET.scriptBytes],
  ['scripts with the home page', `${(home / 1000).toFixed(1)} kB`, home <= BUDGET.scriptBytes],
  ['scripts with a thread', `${(thread / 1000).toFixed(1)} kB`, thread <= BUDGET.scriptBytes],
  ['a thread, until it takes text (median of 10)', `${median.toFixed(0)} ms`, median <= BUDGET.interactiveMs],
  ['  fastest', `${(times[0] ?? 0).toFixed(0)} ms`, true],
] as const;
for (const [what, figure, good] of rows)
  process.stdout.write(`${good ? '✓' : '✗'} ${what.padEnd(48)} ${figure}\n`);
process.exitCode = rows.every(([, , good]) => good) ? 0 : 1;
