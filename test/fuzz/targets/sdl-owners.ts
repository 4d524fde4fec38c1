import { parse, visit, type NameNode } from 'graphql';
import { SMALL_CONTRACT, SMALL_SHARED } from '#schema/checks/testing/small-network.ts';

/** Of every entity of the small shared layer. */
export const KEY = 'id';
const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);
const FIELD = /^acme(?:[A-Z0-9]\w*)?$/;
const TYPE = /^Acme(?:[A-Z0-9]\w*)?$/;

/** What a definition declares: its name, and its fields, values, members and interfaces. */
interface Declared {
  readonly name: NameNode;
  readonly fields?: readonly { readonly name: NameNode }[];
  readonly values?: readonly { readonly name: NameNode }[];
  readonly types?: readonly { readonly name: NameNode }[];
  readonly interfaces?: readonly { readonly name: NameNode }[];
}

/** What each definition of an SDL declares, once, without a rule of the checker's. */
function declaredIn(sdl: string): Map<string, { fields: Set<string>; members: Set<string> }> {
  const found = new Map<string, { fields: Set<string>; members: Set<string> }>();
  const note = ({ name, fields = [], values = [], types = [], interfaces = [] }: Declared): void => {
    const known = found.get(name.value) ?? { fields: new Set(), members: new Set() };
    found.set(name.value, known);
    for (const field of fields) known.fields.add(field.name.value);
    for (const member of [...values, ...types, ...interfaces]) known.members.add(member.name.value);
  };
  const kinds = ['Object', 'Interface', 'InputObject', 'Enum', 'Union', 'Scalar'];
  const visitors = kinds.flatMap((kind) => [`${kind}TypeDefinition`, `${kind}TypeExtension`]);
  visit(parse(sdl), Object.fromEntries(visitors.map((visitor) => [visitor, note])));
  return found;
}

const SHARED = declaredIn(SMALL_SHARED);
const CONTRACT = declaredIn(SMALL_CONTRACT);

/** What company Acme's SDL declares that is neither agreed nor Acme's own: rules 2 and 4, said a second time. */
export function declaredOfOthers(companySdl: string): string[] {
  return [...declaredIn(companySdl)].flatMap(([type, { fields, members }]) => {
    const agreed = CONTRACT.get(type);
    const owned = SHARED.get(type);
    if (!ROOTS.has(type) && !agreed && !owned) return TYPE.test(type) ? [] : [type];
    // A type of the contract alone is the company's: what it adds there is seen by itself.
    if (!ROOTS.has(type) && !owned) return [];
    const strange = [...fields].filter(
      (field) => !agreed?.fields.has(field) && field !== KEY && !FIELD.test(field),
    );
    return [...strange, ...[...members].filter((member) => !agreed?.members.has(member))].map(
      (name) => `${type}.${name}`,
    );
  });
}
