import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

/** The accounts, inventory, products and reviews graph that federation gateways are commonly measured with. */
export const SHOP_SUBGRAPHS: Readonly<Record<string, string>> = {
  accounts: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String birthday: Int }`,
  inventory: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  reviews: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Review @key(fields: "id") { id: ID! body: String author: User product: Product }
    type User @key(fields: "id") { id: ID! reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
};

const BIG_FRAGMENTS = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }`;

/** One fetch; one root and one entity fetch; many of them and a large answer. */
export const SHOP_QUERIES = {
  small: '{ topProducts { upc name price weight } }',
  twoHop: '{ topProducts { upc name reviews { id body } } }',
  big: `query Big {
    users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
    topProducts { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
  } ${BIG_FRAGMENTS}`,
};

const LINES = 'It is what it is, and it is what I asked for; would buy again. '.repeat(2);
const USERS = ['1', '2', '3', '4', '5', '6'].map((id) => ({
  id,
  name: `Name ${id}`,
  username: `user${id}`,
  birthday: 1980,
}));
const PRODUCTS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((upc) => ({
  upc,
  name: `Product ${upc}`,
  price: 100 * Number(upc),
  weight: 50 * Number(upc),
  inStock: Number(upc) % 2 === 0,
}));
const REVIEWS = Array.from({ length: 11 }, (_, index) => ({
  id: String(index),
  body: `${index} ${LINES}`,
  userId: String((index % 6) + 1),
  upc: String((index % 9) + 1),
}));

type Entity = Readonly<Record<string, unknown>>;
const reviewsBy = (match: (review: (typeof REVIEWS)[number]) => boolean) =>
  REVIEWS.filter(match).map((review) => ({
    ...review,
    author: { id: review.userId },
    product: { upc: review.upc },
  }));

const RESOLVERS = {
  accounts: {
    Query: {
      me: () => USERS[0],
      user: (_: unknown, { id }: Entity) => USERS.find((user) => user.id === id),
      users: () => USERS,
    },
    User: { __resolveReference: ({ id }: Entity) => USERS.find((user) => user.id === id) },
  },
  inventory: {
    Product: {
      __resolveReference: (given: Entity) => ({ ...given, inStock: Number(given['upc']) % 2 === 0 }),
      shippingEstimate: ({ price, weight }: Entity) =>
        Number(price) > 1000 ? 0 : Math.round(Number(weight) / 2),
    },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: Entity) => PRODUCTS.slice(0, Number(first)) },
    Product: { __resolveReference: ({ upc }: Entity) => PRODUCTS.find((product) => product.upc === upc) },
  },
  reviews: {
    User: { reviews: ({ id }: Entity) => reviewsBy((review) => review.userId === id) },
    Product: { reviews: ({ upc }: Entity) => reviewsBy((review) => review.upc === upc) },
  },
};

/** Answers an operation as one of the subgraphs. */
export function createShopAnswers() {
  const schemas = new Map(
    Object.entries(SHOP_SUBGRAPHS).map(([name, sdl]) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: RESOLVERS[name as keyof typeof RESOLVERS] }]),
    ]),
  );
  return async (subgraph: string, source: string, variableValues: Record<string, unknown>) => {
    const schema = schemas.get(subgraph);
    if (!schema) throw new Error(`no subgraph ${subgraph}`);
    return graphql({ schema, source, variableValues });
  };
}
