import { Kind, parse, print, specifiedScalarTypes, type ConstDirectiveNode } from 'graphql';
import { isRealmField, isRealmType, realmPrefix } from './realm.ts';
import { printedDirectives, signatureOf, type SdlModel, type SdlType } from './sdl-model.ts';
import type { Rule, Violation } from './violation.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);
const BUILT_IN = new Set(specifiedScalarTypes.map(({ name }) => name));

/** What the rule looks at. */
export interface OwnershipInput {
  readonly slug: string;
  readonly company: SdlModel;
  readonly contract: SdlModel;
  readonly shared: SdlModel;
}

/**
 * Rules 2 and 4: a company declares nothing that another owner owns. Its root fields are the contract's or carry its
 * realm's prefix; on the shared layer's entities it hangs the contract's fields, or fields with its prefix, off the
 * shared layer's own keys; every other type of the shared layer is out of its reach; types of its own carry the prefix.
 */
export function checkOwnership(input: OwnershipInput): Violation[] {
  return [...input.company.types.values()].flatMap((type) => {
    if (ROOTS.has(type.name)) return checkRoot(type, input);
    if (input.shared.types.has(type.name)) return checkSharedType(type, input);
    if (input.contract.types.has(type.name)) return checkShareable(type, input);
    return [...checkRealmType(type, input), ...checkShareable(type, input)];
  });
}

function checkRoot(type: SdlType, { slug, contract, shared }: OwnershipInput): Violation[] {
  const known = contract.types.get(type.name)?.fields;
  const owned = shared.types.get(type.name)?.fields;
  return [...type.fields.keys()]
    .filter((field) => !known?.has(field) && (owned?.has(field) || !isRealmField(field, slug)))
    .map((field) =>
      violation(
        'root-fields',
        `${type.name}.${field}`,
        'a root field is the contract’s or carries the realm’s prefix',
      ),
    );
}

function checkSharedType(type: SdlType, input: OwnershipInput): Violation[] {
  const { slug, contract, shared } = input;
  const owned = shared.types.get(type.name);
  const agreed = contract.types.get(type.name);
  const keys = new Set((owned?.directives ?? []).filter(isKey).map(keyFields));
  if (keys.size === 0 && !agreed) return [violation('ownership', type.name, 'belongs to the shared layer')];
  const foreign = [...type.fields.keys()].filter(
    (field) =>
      !agreed?.fields.has(field) &&
      !keys.has(field) &&
      (owned?.fields.has(field) || keys.size === 0 || !isRealmField(field, slug)),
  );
  return [
    ...foreign.map((field) =>
      violation(
        'ownership',
        `${type.name}.${field}`,
        'a field here is the contract’s or carries the realm’s prefix',
      ),
    ),
    ...checkMembers(type, agreed),
    ...checkKeys(type, keys, owned),
    ...checkShareable(type, input),
  ];
}

/** Enum values, union members and interfaces of what the shared layer owns are not a company's to add. */
function checkMembers(type: SdlType, agreed: SdlType | undefined): Violation[] {
  const added = [...type.members].filter((member) => !agreed?.members.has(member));
  return added.map((member) => violation('ownership', type.name, `"${member}" may not be added here`));
}

function checkKeys(type: SdlType, keys: ReadonlySet<string>, owned: SdlType | undefined): Violation[] {
  const strange = type.directives
    .filter(isKey)
    .map(keyFields)
    .filter((fields) => !keys.has(fields));
  const changed = [...keys].filter((field) => {
    const [own, theirs] = [type.fields.get(field), owned?.fields.get(field)];
    return own && theirs && signatureOf(own) !== signatureOf(theirs);
  });
  return [
    ...strange.map((fields) =>
      violation('keys', type.name, `"${fields}" is not a key of the shared layer’s`),
    ),
    ...changed.map((field) =>
      violation('keys', `${type.name}.${field}`, 'has another type than the shared layer gives it'),
    ),
  ];
}

/** `@shareable` would let a company answer a field in another owner's stead. */
function checkShareable(type: SdlType, { contract }: OwnershipInput): Violation[] {
  const agreed = contract.types.get(type.name);
  const fields = [...type.fields].filter(
    ([name, field]) =>
      isShareable(field) && !(agreed?.fields.get(name) && isShareable(agreed.fields.get(name) ?? {})),
  );
  const whole = isShareable(type) && !(agreed && isShareable(agreed));
  return [
    ...(whole ? [violation('ownership', type.name, 'may not be "@shareable"')] : []),
    ...fields.map(([name]) => violation('ownership', `${type.name}.${name}`, 'may not be "@shareable"')),
  ];
}

function checkRealmType(type: SdlType, { slug }: OwnershipInput): Violation[] {
  // A company may be called "string": its realm's prefix is then GraphQL's own type.
  if (isRealmType(type.name, slug) && !BUILT_IN.has(type.name)) return [];
  return [violation('realm', type.name, `a type of the company’s own is named "${realmPrefix(slug)}…"`)];
}

function isShareable(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }): boolean {
  return printedDirectives(node, 'shareable').length > 0;
}

function isKey(directive: ConstDirectiveNode): boolean {
  return directive.name.value === 'key';
}

/** A key's fields in one spelling, whatever the commas, spaces and aliases of the one given. */
function keyFields(directive: ConstDirectiveNode): string {
  const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return '';
  try {
    const printed = print(parse(`{ ${value.value} }`, { noLocation: true }));
    return printed.replace(/^\{\s*|\s*\}$/g, '').replace(/\s+/g, ' ');
  } catch {
    return value.value;
  }
}

function violation(rule: Rule, coordinate: string, message: string): Violation {
  return { rule, coordinate, message };
}
