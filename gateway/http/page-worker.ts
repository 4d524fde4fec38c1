import { renderOfflineGraphiQL, renderSandbox } from './page-texts.ts';
import type { PageName } from './pages.ts';

const render: Readonly<Record<PageName, () => string | Promise<string>>> = {
  sandbox: renderSandbox,
  graphiql: renderOfflineGraphiQL,
};

/** Renders pages: reads `{ id, page }`, answers `{ id, result }` with the page's bytes, or `{ id, failure }`. */
process.on('message', ({ id, page }: { readonly id: number; readonly page: PageName }) => {
  Promise.resolve(render[page]()).then(
    (html) => process.send?.({ id, result: Buffer.from(html) }),
    (error: unknown) => process.send?.({ id, failure: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
