import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isObjectType, isUnionType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { contractSdl } from '#schema/sdl.ts';
import { objectTypes } from '#subgraphs/company/access/shared-fields.ts';
import {
  LOOK_AROUND,
  SHOWN,
  startDisclosingNetwork,
  type DisclosingNetwork,
} from '#test/testkit/disclosing-network.ts';
import { schemaOf } from '#test/testkit/every-field.ts';
import { getIntrospectionQuery } from 'graphql';

interface Entity {
  readonly id: string;
  readonly type: string;
  readonly fields: readonly { readonly path: string; readonly value: string }[];
}

type Json = Readonly<Record<string, unknown>>;

/** Promise: `viewAs` is what the other company's real query returns, for every field that may cross. */
describe('viewAs', () => {
  let scene: DisclosingNetwork;
  beforeAll(async () => {
    scene = await startDisclosingNetwork();
    for (const {
      act: [mutation, input],
    } of Object.values(SHOWN))
      await scene.act(mutation, input);
    // Of what is over, and of what goes elsewhere, nothing may stand in either.
    const [mutation, input] = SHOWN['an agent’s card'].act;
    const { id: shareId } = await scene.act(mutation, input);
    await scene.act('revokeShare', { shareId });
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const viewAs = async (company: string, teamId: string = ROLLOUT.team) => {
    const query = `{ workspace { viewAs(company: "${company}", teamId: "${teamId}") {
      entities { id type fields { path value } } } } }`;
    const { data } = await scene.ask('acme', 'project-lead', query);
    return (data['workspace'] as { viewAs: { entities: Entity[] } }).viewAs.entities;
  };

  it('is held against every field that is tagged "shared"', async () => {
    const { data } = await scene.ask('harbor', 'delivery-lead', getIntrospectionQuery());
    const asked = coordinatesOf(LOOK_AROUND, schemaOf(data));
    const tagged = objectTypes(contractSdl()).flatMap(({ name, sharedFields }) =>
      [...sharedFields].map((field) => `${name}.${field}`),
    );
    expect(tagged.filter((coordinate) => !asked.has(coordinate))).toEqual([]);
  });

  it('equals what Harbor’s real query returns, field by field', async () => {
    const { data } = await scene.ask('harbor', 'delivery-lead', LOOK_AROUND);
    const real = entitiesOf(data);
    expect(await viewAs('harbor')).toEqual(real);
    // Every tagged field has a value in it, so that none is compared as null with null.
    const paths = new Set(real.flatMap(({ type, fields }) => fields.map(({ path }) => `${type} ${path}`)));
    const expected = [
      ...['id', 'name', 'purpose', 'skills', 'status'].flatMap((field) => [
        `Agent ${field}`,
        `Participant agent.${field}`,
      ]),
      ...['id', 'displayName', 'title', 'timeZone'].map((field) => `Person ${field}`),
      ...['title', 'body', 'mediaType', 'updatedAt', 'name', 'purpose', 'skills', 'status'].map(
        (field) => `Share content.${field}`,
      ),
      ...['body', 'authorName', 'createdAt'].map((field) => `Share content.messages.0.${field}`),
    ];
    expect(expected.filter((path) => !paths.has(path))).toEqual([]);
  });

  it('of a team that the company does not share is empty, and says what it would be for a third', async () => {
    expect(await viewAs('harbor', ROLLOUT.team.replace(/.$/, 'Z'))).toEqual([]);
    // The answer supposes membership, which the shared layer alone knows: the rows are the team's.
    expect(await viewAs('nimbus')).toEqual(await viewAs('harbor'));
    const { data } = await scene.ask('nimbus', 'platform-lead', LOOK_AROUND);
    expect(data).toEqual({ team: null });
  });

  it('is no read of Harbor’s', async () => {
    const counts = `{ workspace { disclosures(first: 100) { nodes { readCounts { count } } } } }`;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const before = await scene.ask('acme', 'project-lead', counts);
    await viewAs('harbor');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect((await scene.ask('acme', 'project-lead', counts)).data).toEqual(before.data);
  });
});

function coordinatesOf(query: string, schema: ReturnType<typeof schemaOf>): ReadonlySet<string> {
  const info = new TypeInfo(schema);
  const found = new Set<string>();
  visit(
    parse(query),
    visitWithTypeInfo(info, {
      Field: (node) => {
        const parent = info.getParentType();
        if (isObjectType(parent) || isUnionType(parent)) found.add(`${parent.name}.${node.name.value}`);
      },
    }),
  );
  return found;
}

/** Acme's things in an answer, as `viewAs` lists them. */
function entitiesOf(data: Json): Entity[] {
  const team = data['team'] as { participants: Json[]; shares: { nodes: Json[] } };
  const things = [...team.participants, ...team.shares.nodes].flatMap((thing) => [
    thing,
    ...[thing['agent'], thing['person']].filter((inner): inner is Json => inner != null),
  ]);
  const entities = new Map<string, Entity>();
  for (const thing of things) {
    const fields = leavesOf(thing, '');
    if (!String(thing['id']).includes('_acme_') || fields.every(({ path }) => path === 'id')) continue;
    entities.set(String(thing['id']), { id: String(thing['id']), type: String(thing['__typename']), fields });
  }
  return [...entities.values()].sort((a, b) => (a.type + a.id < b.type + b.id ? -1 : 1));
}

/** Every value of an answer by its path: written apart from the program's own, which is what is tested. */
function leavesOf(value: unknown, path: string): { path: string; value: string }[] {
  if (value === null) return [];
  const isTree = typeof value === 'object' && (!Array.isArray(value) || typeof value[0] === 'object');
  if (!isTree) return [{ path, value: JSON.stringify(value) }];
  const names = Array.isArray(value) ? Object.keys(value) : Object.keys(value).sort();
  return names
    .filter((name) => name !== '__typename')
    .flatMap((name) => leavesOf((value as Json)[name], path === '' ? name : `${path}.${name}`));
}
