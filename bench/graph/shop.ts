/** The accounts/inventory/products/reviews graph, its data and the queries of the benchmark. */

/** SDL by subgraph, in the terms that federation 1 and 2 have in common. */
export const SHOP_SDL: Readonly<Record<string, string>> = {
  accounts: `type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String birthday: Int }`,
  inventory: `type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight") }
    type Query { stocked: Int }`,
  products: `type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  reviews: `type Review @key(fields: "id") { id: ID! body: String author: User @provides(fields: "username") product: Product }
    type User @key(fields: "id") { id: ID! username: String @external numberOfReviews: Int reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }
    type Query { reviewed: Int }`,
};

/** Which subgraph a type begins in; the others extend it. */
const HOME: Readonly<Record<string, string>> = { User: 'accounts', Product: 'products', Review: 'reviews' };

/** A subgraph's SDL in federation 1 terms, where all but one subgraph of a type extend it, and its key is another's. */
export function federation1(subgraph: string): string {
  return (SHOP_SDL[subgraph] ?? '')
    .replace('type Query', 'extend type Query')
    .replace(
      /type (\w+) (@key\(.*?\)) \{\s*(\w+: \w+!)/g,
      (text, type: string, key: string, field: string) =>
        HOME[type] === subgraph ? text : `extend type ${type} ${key} { ${field} @external`,
    );
}

/** The SDL in federation 2 terms. */
export function federation2(sdl: string): string {
  const imports = ['@key', '@external', '@requires', '@provides', '@shareable'].map((name) => `"${name}"`);
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [${imports.join(', ')}]) ${sdl.replace('username: String birthday', 'username: String @shareable birthday')}`;
}

const users = Array.from({ length: 6 }, (_, n) => ({
  id: String(n + 1),
  name: `Name of user ${n + 1}`,
  username: `username-${n + 1}`,
  birthday: 19_700_101 + n,
}));
const products = Array.from({ length: 9 }, (_, n) => ({
  upc: String(n + 1),
  name: `Product ${n + 1} of the shop`,
  price: 899 + n * 100,
  weight: n % 3 === 2 ? null : 100 * n,
}));
const reviews = Array.from({ length: 22 }, (_, n) => ({
  id: String(n + 1),
  body: `Review ${n + 1}: "could be better", and more than that`,
  author: { __typename: 'User', id: String((n % 6) + 1), username: `username-${(n % 6) + 1}` },
  product: { __typename: 'Product', upc: String((n % 9) + 1) },
}));

interface Key {
  readonly id: string;
  readonly upc: string;
  readonly price: number | null;
  readonly weight: number | null;
}

const of = (key: 'author' | 'product', id: string) =>
  reviews.filter((review) => (key === 'author' ? review.author.id : review.product.upc) === id);

/** Resolvers by subgraph. */
export const SHOP_RESOLVERS: Readonly<Record<string, object>> = {
  accounts: {
    Query: {
      me: () => users[0],
      users: () => users,
      user: (_: unknown, { id }: Key) => users.find((user) => user.id === id),
    },
    User: { __resolveReference: ({ id }: Key) => users.find((user) => user.id === id) },
  },
  inventory: {
    Query: { stocked: () => 9 },
    Product: {
      __resolveReference: (given: Key) => given,
      inStock: ({ upc }: Key) => Number(upc) % 2 === 0,
      shippingEstimate: ({ price, weight }: Key) => ((price ?? 0) > 1000 ? 0 : Math.round((weight ?? 0) / 2)),
    },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first) },
    Product: { __resolveReference: ({ upc }: Key) => products.find((product) => product.upc === upc) },
  },
  reviews: {
    Query: { reviewed: () => 22 },
    Review: { __resolveReference: ({ id }: Key) => reviews.find((review) => review.id === id) },
    User: {
      __resolveReference: ({ id }: Key) => ({ id, username: `username-${id}` }),
      numberOfReviews: ({ id }: Key) => of('author', id).length,
      reviews: ({ id }: Key) => of('author', id),
    },
    Product: {
      __resolveReference: ({ upc }: Key) => ({ upc }),
      reviews: ({ upc }: Key) => of('product', upc),
    },
  },
};

const FRAGMENTS = `fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }`;

/** The queries, by name. */
export const SHOP_QUERIES: Readonly<Record<string, string>> = {
  big: `query Big { users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } } topProducts { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } ${FRAGMENTS}`,
  'two-hop': 'query TwoHop { topProducts(first: 5) { upc name reviews { id body } } }',
  small: 'query Small { me { id name username birthday } }',
};
