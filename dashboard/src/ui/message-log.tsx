import { ArrowDown } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useRef,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { Button } from './button.tsx';
import { rowBeside, type End, type Goal, type Place } from './place-in-list.ts';
import { usePlace } from './use-place.ts';
import './message-log.css';

/** Nearer to what is not loaded than this, in pixels, it is asked for. */
const AHEAD = 1200;

/** A conversation as far as it is loaded: what `useThread` and its like give. */
export interface OpenedLog {
  readonly messages: readonly { readonly id: string }[];
  /** Whether there is nothing before, and nothing after them. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
  /** At which end messages are on their way; null: at none. */
  readonly asking: End | null;
  /** Asks for the messages that follow at an end. */
  readonly ask: (end: End) => Promise<void>;
  /** Where to be in them: anew with each new object. */
  readonly at: Goal;
  /** Goes to an end of the whole conversation; left out: to the end of what is loaded. */
  readonly show?: (end: End) => Promise<void>;
}

interface Given {
  readonly opened: OpenedLog;
  /** How many stand after the messages. */
  readonly below?: number;
  /** How many nobody here has read. */
  readonly unread?: number;
  /** What is said while there is nothing in it. */
  readonly empty: string;
  /** Told where somebody is in it, after each move and change. */
  readonly onPlace?: (place: Place) => void;
  /** The messages, each an article; those that have a `data-row` with their id are kept in their place. */
  readonly children: ReactNode;
}

/**
 * Messages, oldest first. What is before and after those that are loaded is asked for as somebody comes near it, and what
 * is looked at stays where it is. Page Up and Page Down go from message to message, Home and End to the ends of it all.
 */
export function MessageLog(given: Given) {
  const { opened, below = 0, empty, children } = given;
  const { messages, isStart, isEnd, asking, ask } = opened;
  const { list, isAtEnd } = usePlace(messages, opened.at, { isEnd, waiting: below, onPlace: given.onPlace });
  useAsking(list, opened);
  const { onKeyDown, onBlur } = useKeys(list, opened);
  return (
    <div className="message-log">
      <div
        className="messages"
        ref={list}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        role="region"
        aria-label="Messages"
        tabIndex={0}
      >
        {!isStart && <More end="start" asking={asking} ask={ask} />}
        {messages.length + below === 0 && <p className="soft">{empty}</p>}
        <div className="message-feed" role="feed" aria-label="Messages" aria-busy={asking !== null}>
          {children}
        </div>
        {!isEnd && <More end="end" asking={asking} ask={ask} />}
      </div>
      {!(isAtEnd && isEnd) && <ToLatest opened={opened} list={list} unread={given.unread ?? 0} />}
    </div>
  );
}

function More({ end, asking, ask }: Pick<OpenedLog, 'asking' | 'ask'> & { readonly end: End }) {
  return (
    <Button look="quiet" isPending={asking !== null} onPress={() => void ask(end)}>
      {asking === end ? 'Loading …' : end === 'start' ? 'Show older messages' : 'Show newer messages'}
    </Button>
  );
}

function ToLatest({
  opened,
  list,
  unread,
}: {
  readonly opened: OpenedLog;
  readonly list: RefObject<HTMLElement | null>;
  readonly unread: number;
}) {
  const count = unread >= 1000 ? '999+ new' : `${unread} new`;
  return (
    <div className="message-log-latest">
      <Button onPress={() => toEnd(list, opened, 'end')}>
        <ArrowDown size={16} aria-hidden="true" />
        Jump to latest{unread > 0 && ` · ${count}`}
      </Button>
    </div>
  );
}

/** Goes to an end, and has the keys go on from there. */
function toEnd(list: RefObject<HTMLElement | null>, { show }: OpenedLog, end: End) {
  const { current: box } = list;
  if (show) void show(end);
  else if (box) box.scrollTop = end === 'start' ? 0 : box.scrollHeight;
  box?.focus({ preventScroll: true });
}

/** Asks for what is not loaded as somebody comes near it. */
function useAsking(list: RefObject<HTMLElement | null>, opened: OpenedLog) {
  const look = useEffectEvent(() => {
    const { current: box } = list;
    if (!box || opened.asking !== null) return;
    const under = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (!opened.isEnd && under < AHEAD && under <= box.scrollTop) void opened.ask('end');
    else if (!opened.isStart && box.scrollTop < AHEAD) void opened.ask('start');
    else if (!opened.isEnd && under < AHEAD) void opened.ask('end');
  });
  useEffect(() => {
    const { current: box } = list;
    const onScroll = () => look();
    box?.addEventListener('scroll', onScroll, { passive: true });
    return () => box?.removeEventListener('scroll', onScroll);
  }, [list]);
  // Not after a page that did not come: that would be asked for again at once.
  useEffect(() => look(), [opened.messages]);
}

function useKeys(list: RefObject<HTMLElement | null>, opened: OpenedLog) {
  const lost = useRef(false);
  useEffect(() => {
    // A message that had the focus was let go: the keys go on in the list.
    if (lost.current && document.activeElement === document.body)
      list.current?.focus({ preventScroll: true });
    lost.current = list.current?.contains(document.activeElement) ?? false;
  });
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    // Somebody goes on elsewhere. While they do nothing has the focus, and that is no loss.
    if (relatedTarget !== null) lost.current = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (!(target instanceof Element) || !list.current?.contains(target)) return;
    if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) return;
    if (key === 'Home' || key === 'End') toEnd(list, opened, key === 'Home' ? 'start' : 'end');
    else if (key === 'PageDown' || key === 'PageUp') {
      const beside = rowBeside(target, key === 'PageDown' ? 1 : -1);
      if (!beside) return;
      beside.focus();
    } else return;
    event.preventDefault();
  };
  return { onKeyDown, onBlur };
}
