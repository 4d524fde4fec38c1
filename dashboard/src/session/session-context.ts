import { createContext, useContext, useSyncExternalStore } from 'react';
import type { SessionState } from './session.ts';
import { session } from './page-session.ts';

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

/** Who is signed in, for everything within the shell; null while they are asked for. */
export const SignedInContext = createContext<SignedIn | null>(null);

/** Who is signed in; null while they are asked for. */
export function useSignedInYet(): SignedIn | null {
  return useContext(SignedInContext);
}

/** Who is signed in. Throws outside of the shell, and before they are known. */
export function useSignedIn(): SignedIn {
  const signedIn = useSignedInYet();
  if (signedIn === null) throw new Error('nobody is signed in here');
  return signedIn;
}
