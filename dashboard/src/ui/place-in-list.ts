/** Nearer to an end than this, in pixels, is at it. */
const NEAR = 80;
/** How much of what is before a row is shown with it, as a part of the list's height. */
const CONTEXT = 0.3;

/** Which end of a list. */
export type End = 'start' | 'end';
/** Where to go in a list. */
export type Goal = { readonly end: End } | { readonly row: string };

/** Where somebody is in a scrolling list whose rows have a `data-row`. */
export interface Place {
  /** The row that is looked at, the first that is not wholly above; and how far below the list's upper edge it begins. */
  readonly row: string | null;
  readonly top: number;
  /** The last row that is wholly seen, or at least has begun. */
  readonly lastSeen: string | null;
  readonly isAtEnd: boolean;
}

/** Where somebody is. */
export function placeIn(box: HTMLElement): Place {
  const { top, bottom } = box.getBoundingClientRect();
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  let [row, from, lastSeen]: [string | null, number, string | null] = [null, 0, null];
  for (const element of rowsIn(box)) {
    const found = element.getBoundingClientRect();
    if (found.top >= bottom) break;
    if (found.bottom <= top) continue;
    if (row === null) [row, from] = [idOf(element), found.top - top];
    if (lastSeen === null || found.bottom <= bottom || isAtEnd) lastSeen = idOf(element);
  }
  return { row, top: from, lastSeen, isAtEnd };
}

/** Brings what was looked at back to where it was; false when that row is not there any more. */
export function restore(box: HTMLElement, { row, top }: Place): boolean {
  const element = row === null ? null : rowOf(box, row);
  if (!element) return false;
  box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - top;
  return true;
}

/** Goes to an end, or to a row with some of what is before it. A row that is not there: to the end. */
export function goTo(box: HTMLElement, goal: Goal): void {
  const element = 'row' in goal ? rowOf(box, goal.row) : null;
  if (element) {
    const above = box.clientHeight * CONTEXT;
    box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - above;
  } else box.scrollTop = 'end' in goal && goal.end === 'start' ? 0 : box.scrollHeight;
}

/** The row next to the one that something is in; null when it is in none, or there is none. */
export function rowBeside(within: Element, step: 1 | -1): HTMLElement | null {
  const here = within.closest('[data-row]');
  const beside = step === 1 ? here?.nextElementSibling : here?.previousElementSibling;
  return beside instanceof HTMLElement && beside.dataset['row'] !== undefined ? beside : null;
}

function rowsIn(box: HTMLElement): Iterable<HTMLElement> {
  return box.querySelectorAll<HTMLElement>('[data-row]');
}

function rowOf(box: HTMLElement, id: string): HTMLElement | null {
  return box.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
}

function idOf(element: HTMLElement): string | null {
  return element.dataset['row'] ?? null;
}
