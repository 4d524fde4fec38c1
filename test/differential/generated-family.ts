import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import type { Row } from '#gateway/executor/compiled/testing/rich-graph.ts';
import type { Family } from './families.ts';
import { entityField, mayRequire, objectField, ROWS, type Field } from './generated-fields.ts';
import { sdlOf, SUBGRAPHS, type TypePlan } from './generated-sdl.ts';

interface Making {
  readonly choices: Choices;
  readonly names: readonly string[];
  readonly rows: Map<string, Row>;
  readonly owners: Map<string, string>;
  readonly externals: Record<string, string[]>;
}

/**
 * A family made of choices: entities that stand in several subgraphs, with fields of every kind, some by two
 * subgraphs, some that require others' fields, some provided by others; entities by several and by composite keys;
 * an interface that one subgraph knows as an object.
 */
export function generatedFamily(choices: Choices): Family {
  const names = Array.from({ length: 2 + choices.below(3) }, (_, index) => `T${index}`);
  const rows = new Map<string, Row>();
  for (const name of names)
    for (let row = 0; row < ROWS; row += 1) rows.set(`${name}_${row}`, firstRow(name, row));
  const making: Making = { choices, names, rows, owners: new Map(), externals: { a: [], b: [], c: [] } };
  const asObject = choices.below(4) === 0;
  const types = names.map((name, index) => makeType(name, index, asObject, making));
  const interfaceObject = asObject ? makeInterfaceObject(making) : null;
  const graph = {
    subgraphs: sdlOf({ types, interfaceObject }),
    externals: making.externals,
    interfaceObject: asObject ? 'Known' : null,
  };
  return {
    name: 'generated',
    graph,
    whole: ['__typename', 'id', 'code', 'kind', ...Object.values(making.externals).flat(), 'read'],
    rows: () => structuredClone(new Map([...rows, ['query', queryRow(names)]])),
    // Between several keys, and to an interface's own type, the way to a field goes through others than its owner.
    owners: asObject || types.some(({ coded }) => coded) ? null : making.owners,
  };
}

function firstRow(name: string, row: number): Row {
  return {
    __typename: name,
    id: `${name}_${row}`,
    code: `${name}_c${row}`,
    kn: `kn ${row}`,
    kind: { k: 'x' },
  };
}

function makeType(name: string, index: number, asObject: boolean, making: Making): TypePlan {
  const { choices } = making;
  const coded = !asObject && choices.below(4) === 0;
  const plan: TypePlan = { name, coded, fields: new Map(), provided: new Map() };
  const required: Field[] = [];
  making.owners.set('kn', 'a');
  for (const subgraph of asObject ? ['a', 'b'] : SUBGRAPHS) {
    const own = Array.from({ length: choices.below(4) }, (_, at) =>
      entityField(`${subgraph}${index}${at}`, making.names, choices),
    );
    const texts = own.map((field) => field.sdl);
    for (const field of own) setField(field, name, subgraph, making);
    plan.fields.set(subgraph, texts);
    takeFromOthers(required, plan, subgraph, index, making);
    required.push(...own.filter(mayRequire));
  }
  share(plan, index, making);
  return plan;
}

/** A field that requires another subgraph's, or provides it, now and then. */
function takeFromOthers(
  others: readonly Field[],
  { name, fields, provided }: TypePlan,
  subgraph: string,
  index: number,
  making: Making,
): void {
  const { choices, externals } = making;
  if (others.length === 0) return;
  const texts = fields.get(subgraph) ?? [];
  const source = choices.of(others);
  const kind = choices.below(4);
  if (kind === 0) return;
  texts.push(`${source.sdl} @external`);
  externals[subgraph]?.push(source.name);
  if (kind === 1 && source.selection !== '') {
    provided.set(subgraph, source.selection);
    for (const texts_ of fields.values()) {
      const own = texts_.indexOf(source.sdl);
      if (own >= 0) texts_[own] = `${source.sdl} @shareable`;
    }
    return;
  }
  const [selection, value] = choices.of(source.required);
  const field = `read${subgraph}${index}`;
  texts.push(`${field}: String @requires(fields: ${JSON.stringify(selection)})`);
  setField({ ...source, name: field, value: () => value }, name, subgraph, making);
}

/** A field that two subgraphs have, and one that has moved from one to another. */
function share({ name, fields }: TypePlan, index: number, making: Making): void {
  const { choices } = making;
  const [one, other] = choices.below(2) === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const);
  if (choices.below(3) === 0) {
    for (const subgraph of [one, other]) fields.get(subgraph)?.push(`sh${index}: Int @shareable`);
    for (let row = 0; row < ROWS; row += 1) setValue(name, row, `sh${index}`, row, making);
  }
  if (choices.below(3) === 0) {
    fields.get(one)?.push(`moved${index}: String`);
    fields.get(other)?.push(`moved${index}: String @override(from: "${one}")`);
    making.owners.set(`moved${index}`, other);
    for (let row = 0; row < ROWS; row += 1) setValue(name, row, `moved${index}`, `moved ${row}`, making);
  }
}

function makeInterfaceObject(making: Making): readonly string[] {
  const fields = Array.from({ length: 1 + making.choices.below(3) }, (_, at) =>
    objectField(`c9${at}`, making.choices),
  );
  for (const field of fields) for (const name of making.names) setField(field, name, 'c', making);
  return fields.map(({ sdl }) => sdl);
}

function setField(field: Field, type: string, subgraph: string, making: Making): void {
  making.owners.set(field.name, subgraph);
  for (let row = 0; row < ROWS; row += 1) setValue(type, row, field.name, field.value(row), making);
}

function setValue(type: string, row: number, field: string, value: unknown, { rows }: Making): void {
  Object.assign(rows.get(`${type}_${row}`) ?? {}, { [field]: value });
}

function queryRow(names: readonly string[]): Row {
  const roots = SUBGRAPHS.flatMap((subgraph): [string, unknown][] => [
    ...names.flatMap((name): [string, unknown][] => [
      [`${subgraph}${name}`, { ref: `${name}_0` }],
      [`${subgraph}${name}s`, [0, 1, 2, 1].map((row) => ({ ref: `${name}_${row}` }))],
      [`${subgraph}${name}Prov`, { ref: `${name}_1` }],
    ]),
    [`${subgraph}Known`, names.map((name, row) => ({ ref: `${name}_${row % ROWS}` }))],
    [`${subgraph}Told`, { told: 'root' }],
    [`${subgraph}Set`, { ref: `${names[0] ?? ''}_2` }],
    [`${subgraph}Count`, 7],
  ]);
  return { __typename: 'Query', id: 'query', ...Object.fromEntries(roots) };
}
