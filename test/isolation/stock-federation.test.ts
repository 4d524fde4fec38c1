import { composeServices } from '@apollo/composition';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { checkCompanySchema } from '#schema/checks/company-schema.ts';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const shared = sharedSdl();
const contract = contractSdl();

function withImport(directive: string, more: string): string {
  return contract.replace('"@tag"]', `"@tag", "${directive}"]`) + more;
}

const rulesBroken = (companySdl: string) =>
  checkCompanySchema({ company: 'acme', companySdl, contractSdl: contract, sharedSdl: shared }).map(
    ({ rule }) => rule,
  );

/** Promise: what stock federation gets wrong between companies (design, section 4) is answered here, row by row. */
describe('where stock federation fails', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startTestNetwork();
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  it('1: two companies serve the same type, and each entity goes to its own company', async () => {
    const services = ['acme', 'harbor'].map((name) => ({
      name,
      typeDefs: parse(contract),
      url: `http://${name}.test`,
    }));
    expect(composeServices(services).errors?.map(({ extensions }) => extensions['code'])).toContain(
      'INVALID_FIELD_SHARING',
    );
    await network.ask(await network.tokenOf('acme', 'project-lead'), REFERENCE_QUERY);
    const asked = (company: string) =>
      network.sent
        .filter(({ url }) => url.startsWith(network.companyUrl(company)))
        .flatMap(
          ({ body }) =>
            (JSON.parse(body) as { variables: { representations?: { id: string }[] } }).variables
              .representations ?? [],
        )
        .filter(({ id }) => id.startsWith('par_'));
    expect(asked('harbor').length).toBe(2);
    expect(asked('harbor').every(({ id }) => id.startsWith('par_harbor_'))).toBe(true);
    expect(asked('acme').every(({ id }) => id.startsWith('par_acme_'))).toBe(true);
  });

  it('2: @override composes silently, and is refused by the rules that every gateway applies', () => {
    const stolen = withImport('@override', 'extend type Thread { title: String! @override(from: "shared") }');
    expect(composeView(shared, stolen)).toContain('title');
    expect(rulesBroken(stolen)).toEqual(expect.arrayContaining(['directives', 'ownership']));
  });

  it('3: @external with @requires composes and would deliver another’s field, and is refused likewise', () => {
    const thief = contract
      .replace('"@tag"]', '"@tag", "@external", "@requires"]')
      .concat('extend type Thread { title: String! @external acmeLoot: String @requires(fields: "title") }');
    expect(composeView(shared, thief)).toContain('acmeLoot');
    expect(rulesBroken(thief)).toEqual(expect.arrayContaining(['directives', 'ownership']));
  });

  it('4: a private field that is not nullable beside shared ones is refused, so that null erases no neighbour', async () => {
    const brittle = contract.replace(
      'what it is told to do."\n  instructions: String\n',
      'what it is told to do."\n  instructions: String!\n',
    );
    expect(rulesBroken(brittle)).toEqual(expect.arrayContaining(['nullability']));
    const { json } = await network.ask(await network.tokenOf('acme', 'project-lead'), REFERENCE_QUERY);
    expect(JSON.stringify(json)).toContain('"name":"Delivery Agent","purpose":"Keeps the rollout plan');
  });

  it('5: a reference resolver that throws costs its own entity, and its message goes nowhere', async () => {
    const resolve = ({ id }: { id: string }) => {
      if (id === 'bad') throw new Error('Kestrel');
      return Promise.resolve({ id });
    };
    const ask = async (resolveReference: unknown) => {
      const typeDefs = parse(
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Thing @key(fields: "id") { id: ID! } type Query { thing: Thing }',
      );
      const server = new ApolloServer({
        schema: buildSubgraphSchema([
          { typeDefs, resolvers: { Thing: { __resolveReference: resolveReference } } as never },
        ]),
        stopOnTerminationSignals: false,
      });
      const { body } = await server.executeOperation(
        {
          query: 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Thing { id } } }',
          variables: {
            r: [
              { __typename: 'Thing', id: 'good' },
              { __typename: 'Thing', id: 'bad' },
            ],
          },
        },
        { contextValue: { onFault: () => undefined } },
      );
      return body.kind === 'single' ? body.singleResult : {};
    };
    const stock = await ask(resolve);
    expect(stock.data).toBeNull();
    expect(JSON.stringify(stock)).toContain('Kestrel');
    const ours = await ask(reference(resolve));
    expect(JSON.parse(JSON.stringify(ours))).toEqual({ data: { _entities: [{ id: 'good' }, null] } });
  });

  it('6: a subscription is refused with a typed error, not thrown', async () => {
    const { json } = await network.ask(
      await network.tokenOf('acme', 'project-lead'),
      'subscription { threadEvents { id } }',
    );
    expect(json.data ?? null).toBeNull();
    expect(json.errors?.length).toBeGreaterThan(0);
    for (const { extensions } of json.errors ?? []) {
      expect(['GRAPHQL_VALIDATION_FAILED', 'SUBSCRIPTION_NOT_SERVED']).toContain(extensions?.['code']);
    }
  });
});
