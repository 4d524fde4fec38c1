import { describe, expect, it } from '@jest/globals';
import type { CompanyExtension } from '../extension.ts';
import { extensionProblems, realmSchema } from './extension-rules.ts';

const TYPE_DEFS = `
extend type Query { acmeThings: [AcmeThing!] }
extend type Thread { acmeThing: AcmeThing }
type AcmeThing { id: ID! what: String! }
`;
const sound: CompanyExtension = { typeDefs: TYPE_DEFS, resolvers: {} };
const problems = (changed: Partial<CompanyExtension>) => extensionProblems('acme', { ...sound, ...changed });

describe('an extension', () => {
  it('adds to the contract under the prefix of its realm', () => {
    const resolvers = { Query: { acmeThings: () => [] }, AcmeThing: { what: () => '' } };
    const tables = { schema: 'acme_realm', directory: '/x' };
    expect(problems({ resolvers, tables })).toEqual([]);
  });

  it.each([
    ['that is no SDL', 'type {', /Syntax Error/],
    ['with a root field of no realm', 'extend type Query { things: Int }', /Query\.things/],
    ['with a type of no realm', 'type Thing { id: ID! }', /Thing/],
    ['that takes a shared field', 'extend type Thread { title: String }', /Thread\.title/],
    [
      'that overrides',
      'extend type Thread { title: String @override(from: "shared") }',
      /Thread\.title|override/,
    ],
    ['with a non-null field on a shared type', 'extend type Thread { acmeOther: Int! }', /Thread\.acmeOther/],
    [
      'that shows something to others',
      'type AcmeCard { id: ID! @tag(name: "shared") }',
      /AcmeCard\.id.*shared/,
    ],
    [
      'that shows a private thing to others',
      'extend type Agent { acmeModel: String @tag(name: "shared") }',
      /Agent\.acmeModel/,
    ],
    ['with a stream of its own', 'extend type Subscription { acmeNews: Int }', /no streams/],
    ['with an entity of its own', 'type AcmeCard @key(fields: "id") { id: ID! }', /AcmeCard.*@key/],
  ])('%s is refused', (_what, typeDefs, why) => {
    expect(problems({ typeDefs: TYPE_DEFS + typeDefs }).join('\n')).toMatch(why);
  });

  it('replaces no resolver of the contract', () => {
    const resolvers = {
      Query: { workspace: () => null },
      Agent: { instructions: () => 'x' },
      Thread: { notes: () => [], __resolveReference: () => null },
    };
    expect(problems({ resolvers }).map((line) => line.split(':')[0])).toEqual([
      'Query.workspace',
      'Agent.instructions',
      'Thread.notes',
      'Thread.__resolveReference',
    ]);
  });

  it('keeps its tables apart from the program’s', () => {
    expect(realmSchema('acme-inc')).toBe('acme_inc_realm');
    for (const schema of ['public', 'harbor_realm', 'acme_realm; DROP TABLE people'])
      expect(problems({ tables: { schema, directory: '/x' } })).toHaveLength(1);
  });
});
