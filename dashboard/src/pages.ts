import type { ComponentType } from 'react';
import { later, type Later } from './later.ts';

/** A page's component. */
export type PageComponent = ComponentType<Record<string, string>>;

/** A page of the dashboard, in files of its own. */
export interface PageEntry {
  /** wouter's pattern: `/teams/:team`. The component is given the parameters as properties. */
  readonly path: string;
  readonly file: Later<PageComponent>;
  /** It is shown before it is known who is signed in, so that it asks beside that: until then it may not ask who they are. */
  readonly isEarly?: boolean;
}

/** Every page. */
export const PAGES: readonly PageEntry[] = [
  page('/', () => import('./pages/home/home-page.tsx').then(({ HomePage }) => HomePage)),
  page('/teams/:team', () => import('./pages/team/team-page.tsx').then(({ TeamPage }) => TeamPage)),
  {
    ...page('/teams/:team/threads/:thread', () =>
      import('./pages/thread/thread-page.tsx').then(({ ThreadPage }) => ThreadPage),
    ),
    isEarly: true,
  },
  page('/workspace', () =>
    import('./pages/workspace/workspace-page.tsx').then(({ WorkspacePage }) => WorkspacePage),
  ),
  page('/workspace/threads/:thread', () =>
    import('./pages/workspace/private-thread-page.tsx').then(({ PrivateThreadPage }) => PrivateThreadPage),
  ),
  page('/invitations', () =>
    import('./pages/invitations/invitations-page.tsx').then(({ InvitationsPage }) => InvitationsPage),
  ),
  page('/disclosures', () =>
    import('./pages/disclosures/disclosures-page.tsx').then(({ DisclosuresPage }) => DisclosuresPage),
  ),
  page('/boundary', () =>
    import('./pages/boundary/boundary-page.tsx').then(({ BoundaryPage }) => BoundaryPage),
  ),
];

/** What stands around every page. */
export const SHELL = later(() => import('./shell/shell.tsx').then(({ Shell }) => Shell));

/** Asks for the files of what is shown at an address, before it is known whether anything is. */
export function askForFiles(address: string): void {
  SHELL.ask();
  PAGES.find(({ path }) => isUnder(path, address))?.file.ask();
}

function isUnder(path: string, address: string): boolean {
  const [steps, given] = [path.split('/'), address.split('/')];
  return (
    steps.length === given.length && steps.every((step, at) => step.startsWith(':') || step === given[at])
  );
}

function page(path: string, load: () => Promise<PageComponent>): PageEntry {
  return { path, file: later(load) };
}
