import type { Resolvers } from './resolver-types.ts';

/** The workspace itself: its fields come from the modules. */
export interface WorkspaceParent {
  readonly company: { readonly slug: string };
}

/** `Query.workspace`. It is untagged, so the field guard lets the own company's callers through and no others. */
export const workspaceResolvers = {
  Query: {
    workspace: (_parent, _args, { company }) => ({ company: { slug: company } }),
  },
} satisfies Resolvers;
