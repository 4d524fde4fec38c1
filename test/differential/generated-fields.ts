import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';

/** How many rows there are of each type. */
export const ROWS = 3;

/** A field of a generated type. */
export interface Field {
  readonly name: string;
  /** As a subgraph declares it. */
  readonly sdl: string;
  /** Its value in a row. */
  readonly value: (row: number) => unknown;
  /** How `@provides` names it. */
  readonly selection: string;
  /** How `@requires` may name it, each with the value of the field that does. */
  readonly required: readonly (readonly [string, unknown])[];
}

/** The arguments of fields that say what they were told. */
export const TOLD = '(n: Int = 1, word: String, filter: Filter, no: Boolean, id: ID)';

const leaf = (name: string, type: string, value: (row: number) => unknown): Field => ({
  ...{ name, sdl: `${name}: ${type}`, value, selection: name },
  required: [[name, { made: name }]],
});

const told = (name: string): Field => ({
  ...{ name, sdl: `${name}${TOLD}: String`, value: (row) => ({ told: `${name} ${row}` }), selection: '' },
  required: [
    [name, { made: name, args: { n: 1 } }],
    [`${name}(n: 2, word: "r")`, { made: name, args: { n: 2, word: 'r' } }],
  ],
});

const pair = (name: string): Field => ({
  ...{ name, sdl: `${name}: Pair`, selection: `${name} { left }` },
  value: (row) => (row === 2 ? null : { left: row, right: row === 1 ? null : 'r' }),
  required: [
    [`${name} { left }`, { made: name, only: ['left'] }],
    [`${name} { right left }`, { made: name, only: ['left', 'right'] }],
  ],
});

/** A field that no other may require or provide. */
const plain = (name: string, type: string, value: (row: number) => unknown): Field => ({
  ...{ name, sdl: `${name}: ${type}`, value, selection: '', required: [] },
});

function leaves(name: string): readonly Field[] {
  return [
    leaf(name, 'Int', (row) => row),
    leaf(name, 'String!', (row) => `text "${row}"`),
    told(name),
    pair(name),
    plain(name, '[Float]', (row) => [row / 2, null]),
    plain(name, '[[Colour!]]!', () => [['RED'], null, []]),
    plain(name, 'Any', (row) => ({ any: [row] })),
    plain(name, '[Pair!]', (row) => [{ left: row, right: 'r' }]),
    leaf(name, 'Boolean', (row) => row === 0),
  ];
}

/** A field of an entity. */
export function entityField(name: string, types: readonly string[], choices: Choices): Field {
  const to = choices.of(types);
  const ref = (row: number) => ({ ref: `${to}_${row % ROWS}` });
  const any = (row: number) => [ref(row), { ref: `${types[0]}_1` }, { ref: `${types[1]}_2` }];
  return choices.of<Field>([
    ...leaves(name),
    plain(name, to, (row) => (row === 2 ? null : ref(row + 1))),
    plain(name, `${to}!`, ref),
    plain(name, `[${to}]`, (row) => [ref(row), null, ref(row + 1)]),
    plain(name, `[[${to}!]!]`, (row) => [[ref(row), ref(row)], []]),
    plain(name, `[[${to}]!]!`, (row) => [[ref(row), null], [ref(row + 1)]]),
    plain(name, '[Both]', any),
    plain(name, '[[Both!]]', (row) => [any(row), null]),
    plain(name, 'Known', (row) => ref(row + 2)),
    plain(name, '[Known!]', (row) => types.map((type) => ({ ref: `${type}_${row}` }))),
    plain(name, 'Holder', (row) => ({ what: ref(row), next: { what: null, many: [ref(1)] }, many: null })),
  ]);
}

/** A field of the interface as the subgraph has it that knows no other type. */
export function objectField(name: string, choices: Choices): Field {
  return choices.of<Field>([
    ...leaves(name),
    plain(name, 'Known', (row) => ({ ref: `T0_${row}` })),
    plain(name, '[Known]', (row) => [{ ref: `T1_${row}` }, null]),
  ]);
}

/** Whether other subgraphs may be told of it. */
export function mayRequire({ required }: Field): boolean {
  return required.length > 0;
}
