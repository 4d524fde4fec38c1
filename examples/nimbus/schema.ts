import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse, type GraphQLSchema } from 'graphql';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { contractSdl } from '#schema/sdl.ts';
import type { Context } from './context.ts';
import { conversation } from './conversation.ts';
import { guardSchema, type Entities, type FindEntity } from './guard.ts';
import { knowledge, readableDocument, usableSource } from './knowledge.ts';
import { sharing } from './sharing.ts';
import { colleague, staff } from './staff.ts';
import { find } from './things.ts';

/** The key stands for the thing: one that never was and one that is over look alike, a closed door. */
const theKeyItself: FindEntity = (id) => Promise.resolve({ id });

const ENTITIES: Entities = {
  Agent: ['agt', colleague],
  Person: ['psn', colleague],
  KnowledgeSource: ['kno', usableSource],
  Document: ['doc', readableDocument],
  Tool: [
    'tol',
    async (id, { db, me }) =>
      me?.role === 'AGENT' && !me.agent.toolIds.includes(id) ? null : find(db.sql, 'tol', id),
  ],
  PrivateThread: ['pth', (id, { db }) => find(db.sql, 'pth', id)],
  PrivateMessage: ['pms', (id, { db }) => find(db.sql, 'pms', id)],
  Participant: ['par', theKeyItself],
  Share: ['shr', theKeyItself],
  Thread: ['thr', theKeyItself],
  Message: ['msg', theKeyItself],
};

/** The contract, served by Nimbus's resolvers, each behind the access rules. */
export function createSchema(): GraphQLSchema {
  const sdl = contractSdl();
  const shared = sharing(() => schema);
  const resolvers = {
    DateTime: GraphQLDateTimeISO,
    Query: {
      workspace: (_: unknown, _args: unknown, { company }: Context) => ({ company: { slug: company } }),
    },
    ...staff,
    ...knowledge,
    ...conversation,
    ...shared,
    Workspace: { ...staff.Workspace, ...knowledge.Workspace, ...conversation.Workspace, ...shared.Workspace },
    Mutation: { ...staff.Mutation, ...knowledge.Mutation, ...conversation.Mutation, ...shared.Mutation },
  };
  const schema: GraphQLSchema = buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers: resolvers as unknown as GraphQLResolverMap<unknown> },
  ]);
  guardSchema(schema, sdl, ENTITIES);
  return schema;
}
