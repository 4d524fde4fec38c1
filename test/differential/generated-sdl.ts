import { LINK } from './families.ts';
import { TOLD } from './generated-fields.ts';

/** The subgraphs of each generated family. */
export const SUBGRAPHS = ['a', 'b', 'c'] as const;

/** What is chosen for a type. */
export interface TypePlan {
  readonly name: string;
  /** Its keys in `a` and `c` differ; `b` alone knows both, so that the way between them goes through `b`. */
  readonly coded: boolean;
  /** By subgraph: the fields' SDL. */
  readonly fields: Map<string, string[]>;
  /** By subgraph: what its root field provides of the type, though it is another's. */
  readonly provided: Map<string, string>;
}

/** What is chosen for a family. */
export interface FamilyPlan {
  readonly types: readonly TypePlan[];
  /** Subgraph `c` knows the interface alone: `type Known @interfaceObject`, with these fields. */
  readonly interfaceObject: readonly string[] | null;
}

const VALUES = `type Pair @shareable { left: Int! right: String } enum Colour { RED GREEN } scalar Any
  type Kind @shareable { k: String! }
  input Filter { word: String! limit: Int = 3 }`;

/** The subgraphs' SDL by name. */
export function sdlOf(plan: FamilyPlan): Record<string, string> {
  return Object.fromEntries(
    SUBGRAPHS.map((subgraph) => [
      subgraph,
      subgraph === 'c' && plan.interfaceObject ? objectSdl(plan.interfaceObject) : typesSdl(subgraph, plan),
    ]),
  );
}

function typesSdl(subgraph: string, { types, interfaceObject }: FamilyPlan): string {
  const roots = types.map(({ name, provided }) => {
    const provides = provided.get(subgraph);
    const extra = provides ? `${subgraph}${name}Prov: ${name} @provides(fields: "${provides}")` : '';
    return `${subgraph}${name}: ${name} ${subgraph}${name}s: [${name}!] ${extra}`;
  });
  const first = types[0]?.name ?? '';
  const key = interfaceObject ? ' @key(fields: "id")' : '';
  const known = `interface Known${key} { id: ID! ${subgraph === 'a' ? 'kn: String' : ''} }`;
  return `${LINK}
    type Query { ${roots.join(' ')} ${subgraph}Known: [Known!] ${subgraph}Told${TOLD}: String }
    type Mutation { ${subgraph}Set(word: String!): ${first} ${subgraph}Count: Int! }
    ${VALUES} union Both = ${types.map(({ name }) => name).join(' | ')}
    type Holder @shareable { what: Known next: Holder many: [Both] }
    ${known} ${types.map((type) => typeSdl(type, subgraph)).join('\n')}`;
}

function typeSdl({ name, coded, fields }: TypePlan, subgraph: string): string {
  const texts = fields.get(subgraph) ?? [];
  const given = `${subgraph === 'a' ? 'kn: String!' : ''} ${texts.join(' ')}`;
  if (coded) return `type ${name} implements Known ${CODED[subgraph] ?? ''} ${given} }`;
  // Who adds nothing to a type need not answer for it.
  const key = texts.length === 0 && subgraph === 'c' ? 'fields: "id", resolvable: false' : 'fields: "id"';
  return `type ${name} implements Known @key(${key}) { id: ID! ${given} }`;
}

/** The beginning of types whose keys differ between the subgraphs. */
const CODED: Readonly<Record<string, string>> = {
  a: '@key(fields: "id") { id: ID!',
  b: '@key(fields: "id") @key(fields: "code") @key(fields: "code kind { k }") { id: ID! code: ID! kind: Kind!',
  c: '@key(fields: "code kind { k }") { code: ID! kind: Kind! id: ID! @shareable',
};

function objectSdl(fields: readonly string[]): string {
  return `${LINK}
    type Query { cKnown: [Known!] cTold${TOLD}: String } ${VALUES}
    type Known @interfaceObject @key(fields: "id") { id: ID! ${fields.join(' ')} }`;
}
