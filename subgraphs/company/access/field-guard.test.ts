import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, it } from '@jest/globals';
import { graphql, parse } from 'graphql';
import { contractSdl } from '#schema/sdl.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../resolver-types.ts';
import { testId } from '../testkit/acme-scenario.ts';
import { guardResolvers } from './field-guard.ts';
import type { Principal } from './principal-rules.ts';
import { agentReach } from './reach-rules.ts';

// What a company may add one day: a field on a known type, and an entity, neither with a thought to who sees it.
const SDL = `${contractSdl()}
  extend type Agent { salary: String }
  type AcmeLedger @key(fields: "id") { id: ID! total: String }`;

const id = testId('agt', 'A');
const agent = { id, name: 'A', purpose: null, salary: 'SECRET' };
const resolvers = { Agent: { __resolveReference: () => agent } } as unknown as Resolvers;
const schema = buildSubgraphSchema([{ typeDefs: parse(SDL), resolvers: guardResolvers(SDL, resolvers) }]);

const own: Principal = { kind: 'own', callerKind: 'person', subject: 'lead' };
const foreign: Principal = { kind: 'foreign', company: 'harbor', teams: new Set() };
const nobody: Principal = { kind: 'nobody' };

async function ask(
  principal: Principal,
  source: string,
  onFault: (error: unknown) => void = () => undefined,
) {
  const contextValue = { principal, company: 'acme', onFault } as unknown as Context;
  const { data, errors } = await graphql({ schema, source, contextValue });
  return { data: { ...data }, errors };
}

const entities = (representation: string, fields: string) =>
  `{ _entities(representations: [${representation}]) { ${fields} } }`;
const askAgent = entities(`{ __typename: "Agent", id: "${id}" }`, '... on Agent { name salary }');

describe('the field guard', () => {
  it('keeps a new field at home until its SDL says otherwise', async () => {
    expect((await ask(own, askAgent)).data).toEqual({ _entities: [{ name: 'A', salary: 'SECRET' }] });
    expect((await ask(foreign, askAgent)).data).toEqual({ _entities: [{ name: 'A', salary: null }] });
    expect((await ask(nobody, askAgent)).data).toEqual({ _entities: [null] });
  });

  it('shows an agent itself whole, and of others what is tagged, a new field included', async () => {
    const none = { shared: null, knowledgeIds: null, privateThreads: null };
    const asAgent = (agentId: string): Principal => ({
      kind: 'own',
      callerKind: 'agent',
      subject: 'a',
      reach: agentReach(agentId, none, { knowledge: [], tools: [] }),
    });
    expect((await ask(asAgent(id), askAgent)).data).toEqual({ _entities: [{ name: 'A', salary: 'SECRET' }] });
    const others = [asAgent(testId('agt', 'B')), { kind: 'own', callerKind: 'agent', subject: 'a' }] as const;
    for (const other of others)
      expect((await ask(other, askAgent)).data).toEqual({ _entities: [{ name: 'A', salary: null }] });
  });

  it('never takes a representation for the entity', async () => {
    const forged = entities(
      `{ __typename: "AcmeLedger", id: "${id}", total: "forged" }`,
      '... on AcmeLedger { total }',
    );
    expect(await ask(own, forged)).toEqual({ data: { _entities: [null] }, errors: undefined });
  });

  it('turns a fault of a reference resolver into null, and reports it', async () => {
    const fault = new Error('no database');
    const broken = { Agent: { __resolveReference: () => Promise.reject(fault) } } as unknown as Resolvers;
    const failing = buildSubgraphSchema([{ typeDefs: parse(SDL), resolvers: guardResolvers(SDL, broken) }]);
    const faults: unknown[] = [];
    const onFault = (error: unknown) => void faults.push(error);
    const contextValue = { principal: own, company: 'acme', onFault };
    const { data, errors } = await graphql({ schema: failing, source: askAgent, contextValue });
    expect([{ ...data }, errors, faults]).toEqual([{ _entities: [null] }, undefined, [fault]]);
  });
});
