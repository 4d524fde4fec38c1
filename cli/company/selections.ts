import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { contractSdl } from '#schema/sdl.ts';

const contract: GraphQLSchema = buildSubgraphSchema([{ typeDefs: parse(contractSdl()) }]);

/** The types that can be asked for by key, with the kind of id of each. */
export const ENTITY_KINDS: Readonly<Record<string, string>> = {
  ...{
    Agent: 'agt',
    Person: 'psn',
    KnowledgeSource: 'kno',
    Document: 'doc',
    Tool: 'tol',
    PrivateThread: 'pth',
  },
  ...{ PrivateMessage: 'pms', Participant: 'par', Share: 'shr', Thread: 'thr', Message: 'msg' },
};

/** The contract's mutations, each as a document whose input names nothing that there is and no text that will do. */
export function emptyMutations(company: string): { readonly name: string; readonly document: string }[] {
  return Object.values(contract.getMutationType()?.getFields() ?? {}).map((field) => {
    const given = field.args.map(({ name, type }) => `${name}: ${emptyLiteral(type, name, company)}`);
    const document = `mutation { done: ${field.name}(${given.join(', ')}) { userErrors { __typename code } } }`;
    return { name: field.name, document };
  });
}

const NOTHING = '00000000000000000000000000';
const ID_KINDS: Readonly<Record<string, string>> = {
  ...{
    agent: 'agt',
    person: 'psn',
    source: 'kno',
    document: 'doc',
    tool: 'tol',
    privateThread: 'pth',
    share: 'shr',
  },
  ...{ participant: 'par', note: 'nte', credential: 'crd', message: 'pms', thread: 'pth' },
};

function emptyLiteral(type: GraphQLInputType, name: string, company: string): string {
  if (isNonNullType(type)) return emptyLiteral(type.ofType, name, company);
  if (isListType(type)) return `[${emptyLiteral(type.ofType, name.replace(/s$/, ''), company)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((field) => `${field.name}: ${emptyLiteral(field.type, field.name, company)}`).join(', ')} }`;
  }
  if (type.name === 'Int') return '-1';
  if (type.name === 'Boolean') return 'false';
  const kind = ID_KINDS[name.replace(/Id$/, '')];
  if (type.name !== 'ID') return '""';
  return kind === undefined ? `"tem_${NOTHING}"` : `"${kind}_${company}_${NOTHING}"`;
}

/** Every field of a type, and of the types that those lead to, so many levels deep. */
export function fullSelection(typeName: string, depth = 4): string {
  const type = contract.getType(typeName);
  return type === undefined ? '' : selectionOf(type, depth);
}

function selectionOf(type: GraphQLNamedType, depth: number, member?: string): string {
  if (isUnionType(type)) {
    const parts = type.getTypes().map((each) => `... on ${each.name} ${selectionOf(each, depth, each.name)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
  return `{ __typename ${fields.flatMap((field) => fieldOf(field, depth, member)).join(' ')} }`;
}

// Members of a union may give one name to enums of their own, which one answer cannot hold: those carry the member's.
function fieldOf(field: GraphQLField<unknown, unknown>, depth: number, member?: string): string[] {
  const inner = getNamedType(field.type);
  const leads = isObjectType(inner) || isUnionType(inner);
  if (leads && depth === 0) return [];
  const needed = field.args.filter(isRequiredArgument);
  const call = needed.length === 0 ? '' : `(${needed.map(({ name }) => `${name}: "none"`).join(', ')})`;
  const alias = member !== undefined && isEnumType(inner) ? `${field.name}Of${member}: ` : '';
  return [`${alias}${field.name}${call} ${selectionOf(inner, depth - 1)}`];
}

/** Every value in an answer, as `path = JSON`. Nulls say nothing, and neither do type names. */
export function valuesIn(value: unknown, path: readonly string[] = []): string[] {
  if (value === null || value === undefined) return [];
  const tree =
    typeof value === 'object' && (!Array.isArray(value) || value.some((item) => typeof item === 'object'));
  if (!tree) return [`${path.join('.').replace(/Of[A-Z]\w*$/, '')} = ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '__typename' ? [] : valuesIn(inner, [...path, name]),
  );
}
