import { createKept } from './kept.ts';
import { createSession, type Session } from './session.ts';

/** The page's own session. */
export const session: Session = createSession({
  fetch: (input, init) => fetch(input, init),
  clock: () => performance.now(),
  // Browsers have locks where the page came safely; elsewhere each page is on its own.
  alone: (work) => ('locks' in navigator ? navigator.locks.request('agent-network-session', work) : work()),
  onSomebodyElse: () => window.location.reload(),
});

/** What whoever is signed in has written and not sent. */
export const kept = createKept(() => {
  try {
    return window.sessionStorage;
  } catch {
    // The browser keeps nothing for pages: what is unsent is lost with the page.
    return null;
  }
});
session.subscribe(() => {
  const state = session.state();
  if (state.kind === 'signed-in') kept.openFor(`${state.issuer} ${state.subject}`);
});
