import { useCallback, useState, type FocusEvent, type PointerEvent } from 'react';

/** The messages that somebody points at and is in: what can be done is at hand there, and nowhere else. */
export function useActive() {
  const [pointed, setPointed] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const isActive = (id: string) => id === pointed || id === focused;
  const onActive = useCallback((id: string) => setFocused(id), []);
  const onPointerOver = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === 'mouse') setPointed(rowOf(target));
  };
  const onPointerLeave = () => setPointed(null);
  const onFocus = ({ target }: FocusEvent) => {
    const row = rowOf(target);
    if (row !== null) setFocused(row);
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    // A dialog about the message gives the focus back to it.
    const goesOn =
      relatedTarget === null || currentTarget.contains(relatedTarget) || isInDialog(relatedTarget);
    if (!goesOn) setFocused(null);
  };
  return { isActive, onActive, listeners: { onPointerOver, onPointerLeave, onFocus, onBlur } };
}

function isInDialog(target: Element): boolean {
  return target.closest('[role="dialog"]') !== null;
}

function rowOf(target: EventTarget): string | null {
  const row = target instanceof Element ? target.closest('[data-row]') : null;
  return row instanceof HTMLElement ? (row.dataset['row'] ?? null) : null;
}
