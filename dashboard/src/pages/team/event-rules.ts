import type { TeamEventKind } from '../../gql/graphql.ts';
import { counted } from '../../ui/names-rules.ts';

/** What an event's kind is called for people: `MESSAGE_POSTED` is `Message posted`. */
export function eventWords(kind: TeamEventKind): string {
  const words = kind.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What checking the log's chain came to. */
export function chainWords(found: {
  readonly valid: boolean;
  readonly checked: number;
  readonly firstBroken: number | null;
}): string {
  if (found.valid)
    return `The chain holds: ${counted(found.checked, 'event')} checked, the same for every company.`;
  return `The chain is broken at event ${found.firstBroken ?? '?'}: it was altered, or something is missing.`;
}
