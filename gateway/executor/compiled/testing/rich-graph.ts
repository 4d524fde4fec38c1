/** A graph with one of everything that federation has: for comparing the engine with graphql-js on one schema. */

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@external", "@provides", "@interfaceObject", "@inaccessible", "@tag"])`;

/** Subgraphs that answer from rows. */
export interface Graph {
  /** SDL by name of subgraph. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** By subgraph: fields that it is told of an entity, and does not know. */
  readonly externals: Readonly<Record<string, readonly string[]>>;
  /** The type that a subgraph gives objects of types it does not have: its `@interfaceObject`. */
  readonly interfaceObject: string | null;
}

/** SDL by name of subgraph. */
export const RICH_SUBGRAPHS: Readonly<Record<string, string>> = {
  people: `${LINK}
    type Query { me: User users: [User!]! user(id: ID!): User pets: [Pet] media: [Media] one: Media named: [Named!] search(filter: Filter = { word: "a", limit: 2 }): [Pet!] }
    type Mutation { rename(id: ID!, name: String!): User reset: Int! }
    input Filter { word: String! limit: Int = 3 tags: [String!] }
    interface Named { name: String! }
    type User implements Named @key(fields: "id") {
      id: ID! name: String! @shareable friends: [User!] best: User favourite: Media pet: Pet role: Role!
      nick(upper: Boolean, times: Int = 1): String matrix: [[Int!]]! parcel: Parcel constructor: String
    }
    enum Role { ADMIN GUEST HIDDEN @inaccessible }
    type Parcel @shareable { size: Int weight: Float! }
    interface Media @key(fields: "id") { id: ID! title: String! }
    type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int! author: User! }
    type Movie implements Media @key(fields: "id") { id: ID! title: String! length: Int cast: [User]! }
    union Pet = Cat | Dog
    type Cat implements Named { name: String! lives: Int owner: User }
    type Dog implements Named @key(fields: "id") { id: ID! name: String! age: Int }
    scalar Json`,
  reviews: `${LINK}
    type Query { topReview: Review topMedia: Media }
    type Mutation { review(body: String!): Review }
    type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int! reviews: [Review!]! }
    type Review { id: ID! body: String! by: User! about: Media byNamed: User @provides(fields: "name") }
    type User @key(fields: "id") {
      id: ID! name: String! @external nick(upper: Boolean, times: Int = 1): String @external parcel: Parcel @external
      reviews(first: Int): [Review!] score: Float! greeting: String! @requires(fields: "name")
      shout: String @requires(fields: "nick(upper: true, times: 1)") postage: Int @requires(fields: "parcel { size }")
    }
    type Parcel @shareable { size: Int weight: Float! }
    type Dog @key(fields: "id") { id: ID! breed: String! kennel: Kennel }
    type Kennel @key(fields: "id") { id: ID! }`,
  places: `${LINK}
    type Kennel @key(fields: "id") { id: ID! city: String! dogs: [Dog!] }
    type Dog @key(fields: "id", resolvable: false) { id: ID! }
    type User @key(fields: "id") { id: ID! home: Place cart: Cart! }
    type Place { street: String neighbours: [User] }
    type Cart { total: Int items: [Item!]! }
    type Item { sku: ID! label(language: String): String! }`,
};

/** A row of the store: references are `{ ref }`, faults `{ fault }`, what is made of another field `{ made }`, what says its arguments `{ told }`. */
export type Row = Record<string, unknown>;

export const RICH_GRAPH: Graph = {
  subgraphs: RICH_SUBGRAPHS,
  externals: { reviews: ['nick', 'parcel'] },
  interfaceObject: 'Media',
};

const ref = (id: string) => ({ ref: id });

/** The rows by id. Every value is found by type and field name alone. */
export function richRows(): Map<string, Row> {
  const rows = new Map<string, Row>();
  const add = (row: Row) => rows.set(String(row['id']), row);
  for (const n of [1, 2, 3, 4]) {
    add({
      __typename: 'User',
      id: `u${n}`,
      name: `User "${n}"`,
      nick: `nick${n}`,
      role: n === 2 ? 'GUEST' : 'ADMIN',
      friends: [1, 2, 3, 4].filter((m) => m !== n).map((m) => ref(`u${m}`)),
      best: n === 4 ? null : ref(`u${n + 1}`),
      favourite: ref(n % 2 === 0 ? 'b1' : 'f1'),
      pet: ref(n % 2 === 0 ? 'd1' : 'c1'),
      matrix: [[n, 1], null, []],
      parcel: n === 3 ? null : { size: n, weight: n / 2 },
      constructor: `made${n}`,
      score: n + 0.5,
      reviews: [ref(`r${n}`), ref('r1')],
      home: { street: `street ${n}`, neighbours: [ref('u1'), null, ref('u2')] },
      cart: {
        total: n,
        items: [
          { sku: `s${n}`, label: 'label' },
          { sku: 's0', label: 'l\u2028' },
        ],
      },
    });
    add({
      __typename: 'Review',
      id: `r${n}`,
      body: `body ${n}`,
      by: ref(`u${n}`),
      byNamed: ref(`u${(n % 4) + 1}`),
      about: ref(['b1', 'b2', 'f1', 'f2'][n - 1] ?? ''),
    });
  }
  addOthers(add);
  return rows;
}

function addOthers(add: (row: Row) => void): void {
  for (const n of [1, 2]) {
    const common = { stars: n, reviews: [ref(`r${n}`)] };
    add({ __typename: 'Book', id: `b${n}`, title: `Book ${n}`, pages: n, author: ref(`u${n}`), ...common });
    add({
      __typename: 'Movie',
      id: `f${n}`,
      title: `Film ${n}`,
      length: n,
      cast: [ref('u1'), null],
      ...common,
    });
    add({ __typename: 'Dog', id: `d${n}`, name: `Dog ${n}`, age: n, breed: `breed ${n}`, kennel: ref('k1') });
    add({ __typename: 'Cat', id: `c${n}`, name: `Cat ${n}`, lives: 9, owner: ref(`u${n}`) });
  }
  add({ __typename: 'Kennel', id: 'k1', city: 'Ulm', dogs: [ref('d1'), ref('d2')] });
  add({
    __typename: 'Query',
    id: 'query',
    me: ref('u1'),
    users: ['u1', 'u2', 'u3', 'u4'].map(ref),
    pets: [ref('c1'), ref('d1'), null, ref('d2')],
    media: ['b1', 'f1', 'b2', 'f1'].map(ref),
    one: ref('f2'),
    named: ['u1', 'c1', 'd1'].map(ref),
    search: ['c2', 'd2'].map(ref),
    topReview: ref('r2'),
    topMedia: ref('b1'),
  });
}
