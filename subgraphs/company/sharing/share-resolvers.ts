import type { Resolvers } from '../resolver-types.ts';
import { counted } from './counted-reads.ts';

const CONTENT_TYPES = {
  DOCUMENT: 'SharedDocument',
  PRIVATE_THREAD: 'SharedPrivateThread',
  AGENT: 'SharedAgentCard',
} as const;

/**
 * `Share`: the door from a stub to what it shows. A share's key stands for it, so one that never was, one of another team
 * and one that is over look alike: a closed door.
 */
export const shareResolvers = {
  Share: {
    __resolveReference: (key) => key,
    content: async ({ id }, _args, context) =>
      counted(context, id, await context.loaders().shareContent.load(id)),
  },
  ShareContent: {
    __resolveType: ({ kind }) => CONTENT_TYPES[kind],
  },
} satisfies Resolvers;
