import {
  getNamedType as getNamed,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { isTaggedShared } from '../shared-tag.ts';
import { getNamedType } from '../named-type.ts';
import type { SdlModel, SdlType } from './sdl-model.ts';

/** Who reaches a field of a company: other companies once it is published to them, the own company alone, or nobody. */
export type Reach = 'published' | 'own' | 'nobody';

/** A line of the boundary report. */
export interface Exposure {
  readonly coordinate: string;
  readonly reach: Reach;
  /** Tagged `shared` in the SDL. Where the two disagree, the tag says more than anybody can reach. */
  readonly tagged: boolean;
}

/**
 * Every field of a company's SDL with who can reach it. `published` follows tagged fields from the entities on, for
 * that is how another company's fetch walks; `own` is what the company's composed view leads to from its root fields.
 */
export function boundaryReport(company: SdlModel, view: GraphQLSchema): Exposure[] {
  const published = publishedFields(company);
  const own = reachableFields(view);
  return [...company.types.values()].filter(hasOutput).flatMap((type) =>
    [...type.fields].map(([name, field]) => {
      const coordinate = `${type.name}.${name}`;
      const reach = published.has(coordinate) ? 'published' : own.has(coordinate) ? 'own' : 'nobody';
      return { coordinate, reach, tagged: isTaggedShared(field) };
    }),
  );
}

/** The fields that a company shows to others, once it publishes the entity: a caller can get to them by tagged fields alone. */
export function publishedFields({ types }: SdlModel): ReadonlySet<string> {
  const fields = new Set<string>();
  const seen = new Set<string>();
  const open = [...types.values()].filter(isEntity);
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    for (const [name, field] of type.fields) {
      if (!isTaggedShared(field)) continue;
      fields.add(`${type.name}.${name}`);
      open.push(...membersOf(types.get(getNamedType(field.type)), types));
    }
  }
  return fields;
}

/** A field's type with all that may stand in its place. */
function membersOf(type: SdlType | undefined, types: SdlModel['types']): SdlType[] {
  if (type === undefined) return [];
  if (type.kind === 'union') return [...type.members].flatMap((name) => types.get(name) ?? []);
  if (type.kind !== 'interface') return [type];
  return [type, ...[...types.values()].filter(({ members }) => members.has(type.name))];
}

function isEntity(type: SdlType): boolean {
  return type.kind === 'object' && type.directives.some(({ name }) => name.value === 'key');
}

function hasOutput({ kind }: SdlType): boolean {
  return kind === 'object' || kind === 'interface';
}

function reachableFields(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = new Set<string>();
  const seen = new Set<string>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const open: GraphQLNamedType[] = roots.flatMap((root) => root ?? []);
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (seen.has(type.name)) continue;
    seen.add(type.name);
    if (isUnionType(type)) open.push(...type.getTypes());
    if (isInterfaceType(type)) open.push(...schema.getPossibleTypes(type));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      fields.add(`${type.name}.${field.name}`);
      open.push(getNamed(field.type));
    }
  }
  return fields;
}
