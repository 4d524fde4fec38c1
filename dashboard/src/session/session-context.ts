import { createContext, useContext, useSyncExternalStore } from 'react';
import { createKept } from './kept.ts';
import { createSession, type Session, type SessionState } from './session.ts';

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

/** Who is signed in; the component is shown anew when that changes. */
export function useSessionState(): SessionState {
  return useSyncExternalStore(session.subscribe, session.state);
}

/** Somebody who is signed in, with the company that vouches for them. */
export interface SignedIn {
  readonly displayName: string;
  readonly subject: string;
  readonly company: { readonly slug: string; readonly name: string };
}

/** Who is signed in, for everything within the shell. */
export const SignedInContext = createContext<SignedIn | null>(null);

/** Who is signed in. Throws outside of the shell. */
export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (signedIn === null) throw new Error('nobody is signed in here');
  return signedIn;
}
