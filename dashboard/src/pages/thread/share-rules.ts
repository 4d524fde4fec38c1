import type { MissingField } from '../../data/problem-rules.ts';
import type { MessageShareFragment } from '../../gql/graphql.ts';

/** How what a message shows can be seen now. */
export type Showing =
  | { readonly kind: 'shown'; readonly content: NonNullable<MessageShareFragment['content']> }
  /** Its company has taken it back, or its time is over. */
  | { readonly kind: 'revoked' | 'expired' }
  /** Its company's own program does not answer now. */
  | { readonly kind: 'unreachable' }
  /** Its company's program answers, and shows nothing of it: it is being taken back, or what was chosen is gone. */
  | { readonly kind: 'nothing' };

/** How a share is to be shown. What has run out since it was read is not shown any more either. */
export function showingOf(share: MessageShareFragment, isUnreachable: boolean, now: number): Showing {
  const { state, content, expiresAt } = share;
  if (state === 'REVOKED') return { kind: 'revoked' };
  if (state === 'EXPIRED' || (expiresAt !== null && Date.parse(expiresAt) <= now)) return { kind: 'expired' };
  if (content !== null) return { kind: 'shown', content };
  return { kind: isUnreachable ? 'unreachable' : 'nothing' };
}

/** The shares of an answer whose owners could not answer: those above a `content` that is missing. */
export function unreachableIn(data: unknown, missing: readonly MissingField[]): ReadonlySet<string> {
  const ids = missing.flatMap(({ path }) => {
    if (path.at(-1) !== 'content') return [];
    const share = path.slice(0, -1).reduce(within, data);
    const id = within(share, 'id');
    return typeof id === 'string' ? [id] : [];
  });
  return new Set(ids);
}

function within(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
