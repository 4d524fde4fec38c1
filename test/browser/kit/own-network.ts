import type * as BrowserKit from './browser.ts';

/** A network of one's own for a script, as the browser tests have one. */
export interface OwnNetwork extends AsyncDisposable {
  /** Loaded once the network is there: it is found by the environment. */
  readonly browser: typeof BrowserKit;
}

/** Builds the dashboard and starts the network; disposing stops it and takes its data away. */
export async function startOwnNetwork(): Promise<OwnNetwork> {
  await run('network-setup.mjs');
  return {
    browser: await import('./browser.ts'),
    [Symbol.asyncDispose]: () => run('network-teardown.mjs'),
  };
}

/** Jest's own set-up, which is plain JavaScript. */
async function run(file: string): Promise<void> {
  const address = new URL(file, import.meta.url).href;
  const { default: work } = (await import(address)) as { default: () => Promise<void> };
  await work();
}
