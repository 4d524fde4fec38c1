import type { MessageRowFragment, PrivateMessageRowFragment } from '../../gql/graphql.ts';

const EXPIRED = 'This message was removed by itself: it was older than messages are kept.';

/** What stands in the place of a shared message's text that is gone. Only the author's own company takes one back. */
export function tombstoneOf({
  redactionCause,
  author,
}: Pick<MessageRowFragment, 'redactionCause' | 'author'>): string {
  return redactionCause === 'RETENTION' ? EXPIRED : `${author.company.name} took this message back.`;
}

/** The same of a message among colleagues; `author` is their name. */
export function privateTombstoneOf(
  { redactionCause }: Pick<PrivateMessageRowFragment, 'redactionCause'>,
  author: string,
): string {
  switch (redactionCause) {
    case 'AUTHOR':
      return `${author} took this message back.`;
    case 'ADMINISTRATOR':
      return 'An administrator took this message back.';
    case 'RETENTION':
      return EXPIRED;
    default:
      return 'This message was taken back.';
  }
}
