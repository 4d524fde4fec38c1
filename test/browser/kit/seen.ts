import type { Page } from 'playwright-core';

/** All that came to a page: what it shows, keeps, was sent, and said. */
export interface Seen {
  /** The console's warnings and errors, and errors that nobody caught. */
  readonly complaints: readonly string[];
  /** Everything as one text, for searching. */
  everything(): Promise<string>;
}

/** Watches a page from its beginning on. */
export function watch(page: Page): Seen {
  const complaints: string[] = [];
  const said: string[] = [];
  const bodies: Promise<string>[] = [];
  page.on('console', (message) => {
    said.push(message.text());
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    bodies.push(
      response.text().then(
        (text) => `${response.url()}\n${text}`,
        () => '',
      ),
    );
  });
  return {
    complaints,
    async everything() {
      const shown = await page.content();
      const kept = await page.evaluate(() =>
        JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
      );
      // What is still under way, a stream, has no end to wait for.
      const late = new Promise<string>((resolve) => setTimeout(() => resolve(''), 1000));
      const sent = await Promise.all(bodies.map((body) => Promise.race([body, late])));
      return [shown, kept, ...said, ...sent].join('\n');
    },
  };
}
