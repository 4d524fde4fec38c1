import { CloudOff, Unplug } from 'lucide-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import type { LiveStatus } from '../data/live.ts';
import type { Problem } from '../data/problem-rules.ts';
import { Button } from './button.tsx';
import './states.css';

/** A place that has nothing in it, and what would bring something. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A place whose contents are on their way. */
export function Loading({ what, lines = 3 }: { readonly what: string; readonly lines?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading {what}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** A place whose contents could not be had, with a way to try again. */
export function Failure({ problem, again }: { readonly problem: Problem; readonly again?: () => void }) {
  return (
    <div className="state state-problem" role="alert">
      <h2>{TITLES[problem.kind]}</h2>
      <p>{problem.message}</p>
      {again && <Button onPress={again}>Try again</Button>}
    </div>
  );
}

const TITLES: Readonly<Record<Problem['kind'], string>> = {
  offline: 'You are offline',
  'signed-out': 'You are signed out',
  unavailable: 'Not reachable just now',
  refused: 'This was refused',
  failed: 'Something went wrong',
};

/** One field whose owner cannot answer: the rest of the page stands. */
export function Missing({ whose }: { readonly whose: string }) {
  return (
    <span className="missing">
      <Unplug size={14} aria-hidden="true" />
      {whose} cannot be reached just now
    </span>
  );
}

/** Tells, above everything, that the browser has no network. */
export function OfflineNotice() {
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  return (
    <div role="status">
      {!online && (
        <p className="notice">
          <CloudOff size={15} aria-hidden="true" />
          You are offline. What you see may be out of date.
        </p>
      )}
    </div>
  );
}

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Whether what is shown is kept up to date. */
export function Live({ status }: { readonly status: LiveStatus }) {
  return (
    <span className={status === 'live' ? 'live live-on' : 'live'} role="status">
      <span className="live-dot" aria-hidden="true" />
      {LIVE_TEXTS[status]}
    </span>
  );
}

const LIVE_TEXTS: Readonly<Record<LiveStatus, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  ended: 'No longer live',
};

/** Why a change was not done, beside where it was asked for; nothing while there is nothing to say. */
export function Refused({ why }: { readonly why: string | null }) {
  if (why === null) return null;
  return (
    <p className="problem" role="alert">
      {why}
    </p>
  );
}
