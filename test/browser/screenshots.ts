import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Look } from './kit/browser.ts';
import { startOwnNetwork, type OwnNetwork } from './kit/own-network.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const THREAD = '/teams/acme-rollout/threads/rollout-status';
const NARROW = { width: 360, height: 740 };

/** What the README and the documentation show: who looks at what, and how. */
const PICTURES: readonly { readonly name: string; readonly path: string; readonly look?: Look }[] = [
  { name: 'home', path: '/' },
  { name: 'home-dark-narrow', path: '/', look: { colorScheme: 'dark', ...NARROW } },
  { name: 'team', path: '/teams/acme-rollout' },
  { name: 'thread', path: THREAD },
  { name: 'thread-dark-narrow', path: THREAD, look: { colorScheme: 'dark', ...NARROW } },
  { name: 'workspace', path: '/workspace' },
  { name: 'disclosures', path: '/disclosures' },
  { name: 'boundary', path: '/boundary' },
];

/** Takes one picture as Acme's project lead, once what the page shows has come. */
async function take(
  network: OwnNetwork,
  browser: Browser,
  { name, path: at, look }: (typeof PICTURES)[number],
) {
  const { page, context } = await network.browser.signIn(browser, 'acme', 'Dana Whitfield', {
    path: at,
    ...look,
  });
  await page.locator('.skeleton').waitFor({ state: 'detached' });
  await page.waitForTimeout(500);
  const isThere = (await page.getByRole('heading', { name: 'Nothing here' }).count()) === 0;
  if (isThere) await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
  else process.exitCode = 1;
  process.stdout.write(
    isThere
      ? `docs/screenshots/${name}.png
`
      : `There is no page ${at}.
`,
  );
  await context.close();
}

await using network = await startOwnNetwork();
const browser = await network.browser.openBrowser();
mkdirSync(FOLDER, { recursive: true });
try {
  for (const picture of PICTURES) await take(network, browser, picture);
} finally {
  await browser.close();
}
