import { Kind, parse, type DefinitionNode, type FieldDefinitionNode } from 'graphql';
import { checkCompanySchema } from '#schema/checks/company-schema.ts';
import { companySdl, contractSdl, sharedSdl } from '#schema/sdl.ts';
import { isTaggedShared } from '#schema/shared-tag.ts';
import type { CompanyExtension } from '../extension.ts';

/** The PostgreSQL schema of a company's own tables: `acme-inc` has `acme_inc_realm`. */
export function realmSchema(company: string): string {
  return `${company.replaceAll('-', '_')}_realm`;
}

/** Everything that is wrong with a company's extension; empty when it can be served. */
export function extensionProblems(company: string, extension: CompanyExtension): string[] {
  const { typeDefs, resolvers, tables } = extension;
  const violations = checkCompanySchema({
    company,
    companySdl: companySdl(typeDefs),
    contractSdl: contractSdl(),
    sharedSdl: sharedSdl(),
  });
  if (violations.length > 0) return violations.map(({ coordinate, message }) => `${coordinate}: ${message}`);
  const parts = objectParts(typeDefs);
  const schema = realmSchema(company);
  return [
    ...parts
      .filter(({ name }) => name === 'Subscription')
      .map(() => 'Subscription: an extension adds no streams'),
    ...parts.filter(isKeyed).map(({ name }) => `${name}: a type of the realm has no "@key"`),
    ...parts.flatMap(sharedFields).map((field) => `${field}: nothing of a realm is tagged "shared"`),
    ...strangers(parts, resolvers).map(
      (field) => `${field}: resolves a field that the extension does not add`,
    ),
    ...(tables === undefined || tables.schema === schema ? [] : [`its tables are in the schema "${schema}"`]),
  ];
}

interface ObjectPart {
  readonly name: string;
  readonly isKeyed: boolean;
  readonly fields: readonly FieldDefinitionNode[];
}

function objectParts(typeDefs: string): ObjectPart[] {
  return parse(typeDefs, { noLocation: true })
    .definitions.filter(isObject)
    .map((node) => ({
      name: node.name.value,
      isKeyed: (node.directives ?? []).some(({ name }) => name.value === 'key'),
      fields: node.fields ?? [],
    }));
}

function isObject(node: DefinitionNode) {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function isKeyed(part: ObjectPart): boolean {
  return part.isKeyed;
}

function sharedFields({ name, fields }: ObjectPart): string[] {
  return fields.filter(isTaggedShared).map((field) => `${name}.${field.name.value}`);
}

function strangers(parts: readonly ObjectPart[], resolvers: CompanyExtension['resolvers']): string[] {
  const added = new Set(
    parts.flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name.value}`)),
  );
  const resolved = Object.entries(resolvers).flatMap(([type, fields]) =>
    Object.keys(fields).map((field) => `${type}.${field}`),
  );
  return resolved.filter((field) => !added.has(field));
}
