import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';

/** All that came to a page: what it shows, keeps, was sent, and said. */
export interface Seen {
  /** The console's warnings and errors, and errors that nobody caught. */
  readonly complaints: readonly string[];
  /** Keeps what the page shows now, before it goes on to another. */
  note(): Promise<void>;
  /**
   * Everything as one text, for searching: what it shows and showed, every answer and what has come of each stream, the
   * console, cookies, both storages, IndexedDB and caches.
   */
  everything(): Promise<string>;
}

/** Watches a page from its beginning on. */
export async function watch(page: Page): Promise<Seen> {
  const complaints: string[] = [];
  const said: string[] = [];
  const shown: string[] = [];
  const bodies: Promise<string>[] = [];
  page.on('console', (message) => {
    said.push(message.text());
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    bodies.push(
      response.text().then(
        (text) => `${response.url()}\n${JSON.stringify(response.headers())}\n${text}`,
        () => '',
      ),
    );
  });
  const streamed = await watchStreams(page);
  return {
    complaints,
    note: async () => void shown.push(await page.content()),
    async everything() {
      const kept = await page.evaluate(keptByBrowser);
      const cookies = JSON.stringify(await page.context().cookies());
      // An answer that is still under way has no end to wait for: what has come of a stream is told by itself.
      const over = new AbortController();
      const late = wait(1000, '', { signal: over.signal }).catch(() => '');
      const sent = await Promise.all(bodies.map((body) => Promise.race([body, late])));
      over.abort();
      return [await page.content(), ...shown, kept, cookies, ...said, ...sent, ...streamed].join('\n');
    },
  };
}

/** What streams bring, as it comes: they have no end at which a browser would tell of them. */
async function watchStreams(page: Page): Promise<readonly string[]> {
  const came: string[] = [];
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  const streams = new Set<string>();
  const take = (data: string | undefined) =>
    void came.push(Buffer.from(data ?? '', 'base64').toString('utf8'));
  devTools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.mimeType !== 'text/event-stream') return;
    streams.add(requestId);
    void beginStream(devTools, requestId).then(take);
  });
  devTools.on('Network.dataReceived', ({ requestId, data }) => {
    if (streams.has(requestId)) take(data);
  });
  return came;
}

/** Has the browser tell of what the stream brings; gives what it has brought. One that is over already has nothing. */
async function beginStream(devTools: CDPSession, requestId: string): Promise<string | undefined> {
  const begun = await devTools.send('Network.streamResourceContent', { requestId }).catch(() => null);
  return begun?.bufferedData;
}

/** Run in the page: all that the browser keeps for this address, where scripts can read it. */
async function keptByBrowser(): Promise<string> {
  const kept: unknown[] = [Object.entries(localStorage), Object.entries(sessionStorage), document.cookie];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(new Error(`cannot look into ${name}`));
    });
    for (const store of database.objectStoreNames)
      kept.push(
        await new Promise((resolve) => {
          const reading = database.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => resolve(reading.result);
        }),
      );
    database.close();
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) {
      const response = await (await caches.open(name)).match(request);
      kept.push(request.url, await response?.text());
    }
  return JSON.stringify(kept);
}
