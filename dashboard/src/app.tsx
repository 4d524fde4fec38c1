import { lazy, Suspense } from 'react';
import { RouterProvider } from 'react-aria-components';
import { useLocation } from 'wouter';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { SignedInPage } from './pages/sign-in/signed-in-page.tsx';
import { useSessionState } from './session/session-context.ts';
import { Starting } from './shell/starting.tsx';

const Shell = lazy(() =>
  import('./shell/shell.tsx').then(({ Shell: component }) => ({ default: component })),
);

/** The dashboard: the pages for signing in, and for whoever is signed in everything else. */
export function App() {
  const state = useSessionState();
  const [path, navigate] = useLocation();
  if (path === '/signed-in') return <SignedInPage />;
  if (state.kind === 'signed-out' || path === '/sign-in')
    return <SignInPage signedIn={state.kind === 'signed-in'} />;
  if (state.kind !== 'signed-in') return <Starting unreachable={state.kind === 'unreachable'} />;
  return (
    <RouterProvider navigate={navigate}>
      <Suspense fallback={<Starting unreachable={false} />}>
        <Shell key={`${state.issuer} ${state.subject}`} />
      </Suspense>
    </RouterProvider>
  );
}
