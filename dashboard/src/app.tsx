import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-aria-components';
import { useLocation } from 'wouter';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { SignedInPage } from './pages/sign-in/signed-in-page.tsx';
import { SHELL } from './pages.ts';
import { useSessionState } from './session/session-context.ts';
import { Starting } from './shell/starting.tsx';
import { ShownLater } from './shown-later.tsx';

/** Shows the dashboard in a page. */
export function showApp(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

/** The dashboard: the pages for signing in, and for whoever is signed in everything else. */
function App() {
  const state = useSessionState();
  const [path, navigate] = useLocation();
  if (path === '/signed-in') return <SignedInPage />;
  if (state.kind === 'signed-out' || path === '/sign-in')
    return <SignInPage signedIn={state.kind === 'signed-in'} />;
  if (state.kind !== 'signed-in') return <Starting unreachable={state.kind === 'unreachable'} />;
  return (
    <RouterProvider navigate={navigate}>
      <ShownLater
        key={`${state.issuer} ${state.subject}`}
        component={SHELL}
        given={{}}
        waiting={<Starting unreachable={false} />}
      />
    </RouterProvider>
  );
}
