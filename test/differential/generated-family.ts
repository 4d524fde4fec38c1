import type { Row } from '#gateway/executor/compiled/testing/rich-graph.ts';
import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import type { Family } from './families.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@external"])';
const SUBGRAPHS = ['a', 'b', 'c'];
const ROWS = 3;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly value: (row: number) => unknown;
}

/**
 * A family made of choices: entities that stand in several subgraphs, with fields of every kind in one of them each.
 * Each entity's `read…` field requires a field of another subgraph.
 */
export function generatedFamily(choices: Choices): Family {
  const count = 2 + choices.below(3);
  const types = Array.from({ length: count }, (_, index) => `T${index}`);
  const rows = new Map<string, Row>();
  const externals: Record<string, string[]> = {};
  const parts = SUBGRAPHS.map((subgraph) => {
    externals[subgraph] = [];
    return { subgraph, types: new Map(types.map((type) => [type, [] as string[]])) };
  });
  for (const [index, type] of types.entries()) {
    const read: string[] = [];
    for (const { subgraph, types: held } of parts) {
      const fields = Array.from({ length: choices.below(4) }, (_, at) =>
        fieldOf(`${subgraph}${index}${at}`, types, choices),
      );
      const texts = fields.map(({ name, type: of }) => `${name}: ${of}`);
      const source = read.at(-1);
      if (source !== undefined && choices.below(2) === 0) {
        texts.push(
          `${source}: Int @external`,
          `read${subgraph}${index}: String @requires(fields: "${source}")`,
        );
        externals[subgraph]?.push(source);
        addValue(rows, type, `read${subgraph}${index}`, () => ({ made: source }));
      }
      read.push(...fields.filter(({ type: of }) => of === 'Int').map(({ name }) => name));
      for (const { name, value } of fields) addValue(rows, type, name, value);
      held.set(type, texts);
    }
  }
  return {
    name: 'generated',
    graph: { subgraphs: sdlOf(parts, types), externals, interfaceObject: null },
    whole: ['__typename', 'id', ...Object.values(externals).flat(), 'read'],
    rows: () => structuredClone(new Map([...rows, ['query', queryRow(types)]])),
  };
}

function addValue(
  rows: Map<string, Row>,
  type: string,
  field: string,
  value: (row: number) => unknown,
): void {
  for (let row = 0; row < ROWS; row += 1) {
    const id = `${type}_${row}`;
    const known = rows.get(id) ?? { __typename: type, id };
    rows.set(id, { ...known, [field]: value(row) });
  }
}

function fieldOf(name: string, types: readonly string[], choices: Choices): Field {
  const to = choices.of(types);
  const ref = (row: number) => ({ ref: `${to}_${row % ROWS}` });
  return choices.of<Field>([
    { name, type: 'Int', value: (row) => row },
    { name, type: 'String!', value: (row) => `text "${row}"` },
    { name, type: '[Float]', value: (row) => [row / 2, null] },
    { name, type: '[[Colour!]]!', value: () => [['RED'], null, []] },
    { name, type: 'Any', value: (row) => ({ any: [row] }) },
    { name, type: 'Pair', value: (row) => ({ left: row, right: row === 1 ? null : 'r' }) },
    { name, type: '[Pair!]', value: (row) => [{ left: row, right: 'r' }] },
    { name, type: to, value: (row) => (row === 2 ? null : ref(row + 1)) },
    { name, type: `${to}!`, value: ref },
    { name, type: `[${to}]`, value: (row) => [ref(row), null, ref(row + 1)] },
    { name, type: `[[${to}!]!]`, value: (row) => [[ref(row), ref(row)], []] },
    { name, type: '[Both]', value: (row) => [ref(row), { ref: `${types[0]}_1` }, { ref: `${types[1]}_2` }] },
    { name, type: 'Known', value: (row) => ref(row + 2) },
    { name, type: '[Known!]', value: (row) => types.map((type) => ({ ref: `${type}_${row}` })) },
  ]);
}

function sdlOf(
  parts: readonly { readonly subgraph: string; readonly types: ReadonlyMap<string, readonly string[]> }[],
  types: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    parts.map(({ subgraph, types: held }) => {
      const entities = types.map(
        (type) => `type ${type} implements Known @key(fields: "id") { id: ID! ${held.get(type)?.join(' ')} }`,
      );
      const roots = types.map((type) => `${subgraph}${type}: ${type} ${subgraph}${type}s: [${type}!]`);
      const common = `interface Known { id: ID! } union Both = ${types.join(' | ')}
        type Pair @shareable { left: Int! right: String } enum Colour { RED GREEN } scalar Any`;
      return [subgraph, `${LINK} type Query { ${roots.join(' ')} } ${common} ${entities.join('\n')}`];
    }),
  );
}

function queryRow(types: readonly string[]): Row {
  const roots = SUBGRAPHS.flatMap((subgraph) =>
    types.flatMap((type): [string, unknown][] => [
      [`${subgraph}${type}`, { ref: `${type}_0` }],
      [`${subgraph}${type}s`, [0, 1, 2, 1].map((row) => ({ ref: `${type}_${row}` }))],
    ]),
  );
  return { __typename: 'Query', id: 'query', ...Object.fromEntries(roots) };
}
