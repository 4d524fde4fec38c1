import { useSyncExternalStore } from 'react';

/** In which colours the page is shown: `system`, as the browser says. */
export type Colours = 'system' | 'light' | 'dark';

/** Where the browser keeps it; `colours-first.js` reads it there. */
const PLACE = 'colours';
const root = document.documentElement;
const listeners = new Set<() => void>();

/** Shows the page in those colours, and keeps that for this browser alone. */
export function setColours(colours: Colours): void {
  show(colours);
  try {
    if (colours === 'system') localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, colours);
  } catch {
    // A browser that keeps nothing has it until the page is loaded anew.
  }
}

/** In which colours the page is shown. */
export function useColours(): Colours {
  return useSyncExternalStore(subscribe, shown);
}

function show(colours: Colours): void {
  if (colours === 'system') delete root.dataset['colours'];
  else root.dataset['colours'] = colours;
  for (const listener of listeners) listener();
}

function shown(): Colours {
  return coloursOf(root.dataset['colours']);
}

function coloursOf(text: string | null | undefined): Colours {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** Another page of the browser may change it. */
function subscribe(listener: () => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === PLACE) show(coloursOf(newValue));
  };
  listeners.add(listener);
  window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', onStorage);
  };
}
