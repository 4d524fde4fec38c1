import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { loadSettings } from '#cli/config.ts';
import { urlOf } from '#cli/dev/program-specs.ts';
import { watch, type Seen } from './seen.ts';

/** Where the gateway of the run is. */
export const GATEWAY = urlOf(loadSettings(), 'gateway');

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined)
    throw new Error('There is no Chromium: apt-get install chromium, or set CHROMIUM.');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** How somebody looks at the dashboard. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Somebody's browser, signed in, with all that ever came to it. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly seen: Seen;
}

/** A fresh browser context: its own cookies, storage and cache. */
export async function visit(browser: Browser, path = '/', look: Look = {}): Promise<Visitor> {
  const { colorScheme = 'light', width = 1280, height = 900 } = look;
  const context = await browser.newContext({ baseURL: GATEWAY, colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  const seen = await watch(page);
  await page.goto(path);
  return { context, page, seen };
}

/** Signs somebody of the scenario in, by the pages that people use, and waits for the page that they wanted. */
export async function signIn(
  browser: Browser,
  company: string,
  person: string,
  options: Look & { readonly path?: string } = {},
): Promise<Visitor> {
  const visitor = await visit(browser, options.path ?? '/', options);
  const { page } = visitor;
  await page.getByLabel('Your company').fill(company);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: person }).click();
  await page.locator('main#main h1').waitFor();
  return visitor;
}
