import { existsSync } from 'node:fs';
import {
  chromium,
  type APIRequestContext,
  type Browser,
  type BrowserContext,
  type Page,
} from 'playwright-core';
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
  const visitor = await come(browser, look);
  await visitor.page.goto(path);
  return visitor;
}

/** Signs somebody of the scenario in, by what browsers send for it, and opens the page that they want. */
export async function signIn(
  browser: Browser,
  company: string,
  person: string,
  { path = '/', ...look }: Look & { readonly path?: string } = {},
): Promise<Visitor> {
  const visitor = await come(browser, look);
  await enter(visitor.context.request, company, person);
  await visitor.page.goto(path);
  await visitor.page.locator('main#main h1').waitFor();
  return visitor;
}

/** The same by the pages that people use: three of them, which takes its time. */
export async function signInByHand(
  browser: Browser,
  company: string,
  person: string,
  { path = '/', ...look }: Look & { readonly path?: string } = {},
): Promise<Visitor> {
  const visitor = await visit(browser, path, look);
  const { page } = visitor;
  await page.getByLabel('Your company').fill(company);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: person }).click();
  await page.locator('main#main h1').waitFor();
  return visitor;
}

async function come(browser: Browser, look: Look): Promise<Visitor> {
  const { colorScheme = 'light', width = 1280, height = 900 } = look;
  const context = await browser.newContext({ baseURL: GATEWAY, colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  return { context, page, seen: await watch(page) };
}

/** The way to the company's issuer and back. What comes of it are the cookies of the browser. */
async function enter(request: APIRequestContext, company: string, person: string): Promise<void> {
  const chooser = await request.get(`/auth/sign-in?${new URLSearchParams({ company, to: '/' }).toString()}`);
  const subject = new RegExp(`value="([^"]+)"><button><strong>${person}<`).exec(await chooser.text())?.[1];
  if (subject === undefined) throw new Error(`${company}'s issuer does not know ${person}`);
  const back = await request.post(chooser.url(), { form: { subject } });
  const session = await request.post('/auth/session', { data: { search: new URL(back.url()).search } });
  const { token } = (await session.json()) as { readonly token: string | null };
  if (token === null) throw new Error(`${person} was not let in`);
}
