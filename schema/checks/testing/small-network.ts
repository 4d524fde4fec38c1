/** A shared layer, a contract, realms and changes, all small: thousands of views of them compose in no time. */
export const SMALL_SHARED = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
type Query { thread(id: ID!): Thread proposals: [Proposal!] latest(state: State): Thread }
type Subscription { posted: Thread }
type Thread @key(fields: "id") { id: ID! title(long: Boolean): String slug: String! state: State code: Code proposal: Proposal }
type Proposal @key(fields: "id") { id: ID! state: State }
enum State { OPEN CLOSED }
enum Code { ONE TWO THREE }
scalar DateTime
enum Mood { GOOD BAD }
interface Fault { message: String code: Code }
interface Named { name: String }
type Lost implements Fault & Named @shareable { message: String name: String code: Code }
`;

export const SMALL_CONTRACT = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize", "@shareable", "@tag"])
type Query { workspace: Workspace }
type Mutation { rename(input: RenameInput!): Renamed }
input RenameInput { id: ID! name: String }
type Renamed { agent: Agent faults: [Fault!] }
type Workspace { agents: [Agent!] role: Role }
type Agent @key(fields: "id") { id: ID! @tag(name: "shared") name: String }
type Thread @key(fields: "id") { id: ID! notes: [String!] }
enum Role { ADMIN MEMBER }
enum Code { ONE TWO }
enum Mood { GOOD }
scalar DateTime
interface Fault { message: String code: Code }
interface Named { name: String }
type Lost implements Fault & Named @shareable { message: String name: String code: Code }
`;

/** Realms of company Acme, of which any may stand beside any other. \`Beta\` and \`beta\` are a neighbour's. */
export const SMALL_REALMS: readonly string[] = [
  'extend type Query { acmeCount: Int }',
  'extend type Query { acmeThings: [AcmeThing!] } type AcmeThing @key(fields: "id") { id: ID! name: String thread: Thread }',
  'extend type Thread { acmeNote: String acmeOther(at: DateTime): Thread }',
  'extend type Thread { acmeFault: AcmeFault } type AcmeFault implements Fault { message: String code: Code }',
  'type AcmeBoth implements Fault & Named { message: String name: String code: Code } extend type Query { acmeBoth: AcmeBoth }',
  'type Proposal @key(fields: "id") { id: ID! acmeLabel: String }',
  'extend type Proposal @key(fields: "id") { id: ID! acmeMore: String } extend type Query { acmeProposal: Proposal }',
  'extend type Proposal { acmeLess: String }',
  'type Proposal @key(fields: "id")',
  'extend type Agent { acmeScore: Int, note: String }',
  'extend type Agent { note: Int }',
  'extend type Workspace { acmeRole(role: Role): Role }',
  'extend type Query { acmeByCode(code: Code): Int }',
  'extend type Query { acmeByState(state: State): Int }',
  'extend type Query { acmeTheirs: BetaThing }',
  'type AcmeOdd @key(fields: "thread { betaNote }") { thread: Thread } extend type Query { acmeOdd: AcmeOdd }',
  'extend type Query { acmeSized: Workspace @listSize(assumedSize: 2, sizedFields: ["betaList"]) } extend type Workspace { acmeList: [Int] }',
  'type Subscription { acmeTicks: Int }',
  'extend type Subscription { acmeTocks: Int }',
  'extend type Mutation { acmeDo(input: AcmeInput!): AcmeDone } input AcmeInput { a: Int next: AcmeInput } type AcmeDone { ok: Boolean }',
  'input AcmeLoop { next: AcmeLoop! } extend type Query { acmeLoop(a: AcmeLoop): Int }',
  'extend enum Role { ACME } extend union AcmeAny = Agent union AcmeAny = Thread extend type Query { acmeAny: AcmeAny }',
  'extend input RenameInput { acme: Int }',
  'extend type Query { acmeMood(mood: Mood): Int }',
  'type AcmeEmpty',
  'extend type Agent implements Named',
  'extend type Query { thread(id: ID!): Thread }',
];

/** Changes of the shared layer's SDL: a text of it, and what stands there instead. */
export const SMALL_CHANGES: readonly (readonly [from: string, to: string])[] = [
  ['slug: String!', 'slug: String! more: Int'],
  ['slug: String!', 'slug: String'],
  ['slug: String! ', ''],
  ['title(long: Boolean)', 'title(long: Boolean!)'],
  ['OPEN CLOSED', 'OPEN CLOSED ACME_ONLY'],
  ['OPEN CLOSED', 'OPEN'],
  ['ONE TWO THREE', 'ONE TWO'],
  ['ONE TWO THREE', 'ONE THREE'],
  ['type Proposal @key(fields: "id")', 'type Proposal @key(fields: "id", resolvable: false)'],
  ['type Proposal @key(fields: "id")', 'type Proposal'],
  ['type Proposal @key(fields: "id") { id: ID!', 'type Proposal @key(fields: "id") { id: Int!'],
  ['type Thread @key(fields: "id")', 'type Thread @key(fields: "slug")'],
  ['proposals: [Proposal!]', ''],
  ['proposals: [Proposal!]', 'proposals: [Proposal!] acmeCount: Int'],
  ['scalar DateTime', 'scalar DateTime type AcmeThing { id: ID! }'],
  ['scalar DateTime', 'enum DateTime { NOW }'],
  ['type Subscription { posted: Thread }', ''],
  ['latest(state: State): Thread', ''],
  ['implements Fault & Named', 'implements Fault'],
  ['message: String code: Code }\ninterface', 'message: String code: Code more: Int }\ninterface'],
  ['posted: Thread', 'posted: Nowhere'],
  ['GOOD BAD', 'GOOD BAD FAIR'],
  ['OPEN CLOSED', 'OPEN CLOSED'],
];

/** Documents of company Acme; some are for what only a neighbour has. */
export const SMALL_DOCUMENTS: readonly string[] = [
  '{ thread(id: "a") { slug title(long: true) } }',
  'query($s: State) { latest(state: $s) { state code } proposals { id } }',
  '{ latest(state: CLOSED) { slug } }',
  '{ acmeThings { name thread { slug } } }',
  '{ betaThings { name } latest { slug } }',
  'mutation { rename(input: { id: "a" }) { faults { message ... on Named { name } } } }',
  'mutation { rename(input: { id: "a" }) { faults { ... on AcmeFault { code } ... on BetaFault { message } } } }',
  'subscription { posted { slug } }',
];
