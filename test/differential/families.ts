import { RICH_GRAPH, richRows, type Graph, type Row } from '#gateway/executor/compiled/testing/rich-graph.ts';

/** A federated graph with its data. */
export interface Family {
  readonly name: string;
  readonly graph: Graph;
  /** Fresh rows by id: a case may spoil them. */
  readonly rows: () => Map<string, Row>;
  /** Fields that stay as they are: keys and what `@requires` reads, for which one schema has no like. */
  readonly whole: readonly string[];
  /** The one subgraph that each field comes from; null where there is no one. Then it is known what is lost with it. */
  readonly owners?: ReadonlyMap<string, string> | null;
}

/** What each subgraph begins with. */
export const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@external", "@provides", "@inaccessible", "@override", "@interfaceObject"])';

const ref = (id: string) => ({ ref: id });

/** Composite and nested keys, values that two subgraphs share, lists in lists, `@override`, a hidden union member. */
const SHOP: Graph = {
  externals: { stock: ['price', 'size'] },
  interfaceObject: null,
  subgraphs: {
    catalogue: `${LINK}
      type Query { products: [Product!] product(id: ID!): Product shelf: [[Item]!] top: Product! things: [Thing] }
      type Product @key(fields: "id") @key(fields: "sku maker { code }") {
        id: ID! sku: String! maker: Maker! name: String price: Float! size: Size @shareable grade: Grade tags: [String!]! parts: [Product] extra: Any
      }
      type Maker @shareable { code: ID! label: String }
      type Size @shareable { high: Int! wide: Int }
      interface Thing { id: ID! }
      type Gift implements Thing @key(fields: "id") { id: ID! for: Product! wrap: [[String]!] }
      type Card implements Thing @key(fields: "id") { id: ID! words: String! }
      union Item = Product | Gift | Card
      enum Grade { GOOD BAD }
      scalar Any`,
    stock: `${LINK}
      type Query { low: [Product!]! depot(code: ID!): Depot }
      type Product @key(fields: "sku maker { code }") {
        sku: String! maker: Maker! price: Float! @external size: Size @external
        left: Int! depots: [Depot!] freight: String @requires(fields: "price size { high wide }")
      }
      type Maker @shareable { code: ID! label: String }
      type Size @shareable { high: Int! wide: Int }
      type Depot @key(fields: "code") { code: ID! city: String lead: Product }`,
    words: `${LINK}
      type Query { latest: Gift }
      type Product @key(fields: "id") { id: ID! said: [Said!] best: Said }
      type Said { text: String! of: Product stars: Int }
      type Gift @key(fields: "id") { id: ID! note: String! }
      type Depot @key(fields: "code") { code: ID! hours: [Int] }`,
  },
};

function shopRows(): Map<string, Row> {
  const rows = new Map<string, Row>();
  const add = (row: Row) => rows.set(String(row['id'] ?? row['code']), row);
  for (const n of [1, 2, 3]) {
    const maker = { code: `m${n % 2}`, label: n === 3 ? null : `Maker ${n % 2}` };
    const said = [{ text: `t${n}`, of: ref(`p${(n % 3) + 1}`), stars: n }];
    add({
      ...{ __typename: 'Product', id: `p${n}`, sku: `s${n}`, maker, name: `Product ${n}`, price: n / 4 },
      ...{ size: n === 2 ? null : { high: n, wide: n === 1 ? null : 2 }, grade: n === 1 ? 'BAD' : 'GOOD' },
      ...{ tags: [`a${n}`, 'b'], parts: [ref(`p${(n % 3) + 1}`), null], extra: { deep: [n, null] } },
      ...{ left: n, depots: [ref('d1'), ref('d2')], freight: { made: 'price' }, said, best: said[0] ?? null },
    });
    add({ __typename: 'Gift', id: `g${n}`, for: ref(`p${n}`), wrap: [['x', null], []], note: `note ${n}` });
    add({ __typename: 'Card', id: `k${n}`, words: 'w' });
  }
  for (const n of [1, 2])
    add({
      __typename: 'Depot',
      code: `d${n}`,
      city: n === 1 ? null : 'Ulm',
      lead: ref(`p${n}`),
      hours: [n, null],
    });
  rows.set('query', {
    ...{
      __typename: 'Query',
      products: ['p1', 'p2', 'p3', 'p1'].map(ref),
      product: ref('p2'),
      top: ref('p3'),
    },
    ...{ shelf: [[ref('p1'), null, ref('g1')], [], [ref('k1')]], things: [ref('g2'), null, ref('k2')] },
    ...{ low: [ref('p1'), ref('p2')], depot: ref('d1'), latest: ref('g3') },
  });
  return rows;
}

/** The families written by hand. */
export const FAMILIES: readonly Family[] = [
  {
    name: 'rich',
    graph: RICH_GRAPH,
    rows: richRows,
    whole: ['__typename', 'id', 'name', 'nick', 'parcel', 'search'],
  },
  {
    name: 'shop',
    graph: SHOP,
    rows: shopRows,
    whole: ['__typename', 'id', 'code', 'sku', 'maker', 'price', 'size', 'freight'],
  },
];
