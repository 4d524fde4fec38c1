import { House, Lock, MailOpen, ScrollText, SquareSplitHorizontal, type LucideIcon } from 'lucide-react';
import { lazy, type ComponentType } from 'react';

/** A page of the dashboard, loaded when it is first shown. */
export interface PageEntry {
  /** wouter's pattern: `/teams/:team`. The component is given the parameters as properties. */
  readonly path: string;
  readonly component: ComponentType<Record<string, string>>;
  /** Left out: it is in no menu. */
  readonly menu?: { readonly label: string; readonly icon: LucideIcon };
}

/** Every page, in the order of the menu. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    component: lazy(() =>
      import('./pages/home/home-page.tsx').then(({ HomePage }) => ({ default: HomePage })),
    ),
    menu: { label: 'Home', icon: House },
  },
  {
    path: '/teams/:team',
    component: lazy(() =>
      import('./pages/team/team-page.tsx').then(({ TeamPage }) => ({ default: TeamPage })),
    ),
  },
  {
    path: '/teams/:team/threads/:thread',
    component: lazy(() =>
      import('./pages/thread/thread-page.tsx').then(({ ThreadPage }) => ({ default: ThreadPage })),
    ),
  },
  {
    path: '/workspace',
    component: lazy(() =>
      import('./pages/workspace/workspace-page.tsx').then(({ WorkspacePage }) => ({
        default: WorkspacePage,
      })),
    ),
    menu: { label: 'Workspace', icon: Lock },
  },
  {
    path: '/workspace/threads/:thread',
    component: lazy(() =>
      import('./pages/workspace/private-thread-page.tsx').then(({ PrivateThreadPage }) => ({
        default: PrivateThreadPage,
      })),
    ),
  },
  {
    path: '/invitations',
    component: lazy(() =>
      import('./pages/invitations/invitations-page.tsx').then(({ InvitationsPage }) => ({
        default: InvitationsPage,
      })),
    ),
    menu: { label: 'Invitations', icon: MailOpen },
  },
  {
    path: '/disclosures',
    component: lazy(() =>
      import('./pages/disclosures/disclosures-page.tsx').then(({ DisclosuresPage }) => ({
        default: DisclosuresPage,
      })),
    ),
    menu: { label: 'Disclosures', icon: ScrollText },
  },
  {
    path: '/boundary',
    component: lazy(() =>
      import('./pages/boundary/boundary-page.tsx').then(({ BoundaryPage }) => ({ default: BoundaryPage })),
    ),
    menu: { label: 'Boundary', icon: SquareSplitHorizontal },
  },
];
