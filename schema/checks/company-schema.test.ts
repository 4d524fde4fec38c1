import { describe, expect, it } from '@jest/globals';
import { composeView } from '../compose.ts';
import { contractSdl, sharedSdl } from '../sdl.ts';
import { assertCompanySchema, checkCompanySchema, SchemaRefused } from './company-schema.ts';
import { isRealmField, isRealmType, realmPrefix } from './realm.ts';

const contract = contractSdl();
const shared = sharedSdl();
const schemaOf = (company: string, companySdl: string) => ({
  company,
  companySdl,
  contractSdl: contract,
  sharedSdl: shared,
});

const ACME_REALM = `
  extend type Query { acmeCases: [AcmeCase!] acmeLatest: Team }
  extend type Thread { acmeCase: AcmeCase }
  extend type Agent { acmeScore: Int, internalNotes: String }
  extend type Workspace { budget: Int! }
  extend enum AgentStatus { "At work on something secret." ACME_ONLY }
  type Mutation { acmeCloseCase(input: AcmeCloseCase!): AcmeCase }
  type Team @key(fields: "id") { id: ID! acmeLabels: [String!] }
  type AcmeCase @key(fields: "id") { id: ID! thread: Thread owner: Colleague state: AcmeState! }
  input AcmeCloseCase { id: ID! }
  enum AcmeState { OPEN CLOSED }
  union AcmeSubject = Thread | Team | AcmeCase
  interface AcmeNamed { name: String! }
`;

describe('the check of a company’s schema', () => {
  it.each(['acme', 'harbor', 'acme-inc', 'team', 'thread', 'agent', 'query', 'string', 'a1', 'x--y-'])(
    'passes the contract itself for %s',
    (company) => expect(checkCompanySchema(schemaOf(company, contract))).toEqual([]),
  );

  it('passes a realm that takes nothing from others, and it composes', () => {
    const sdl = contract + ACME_REALM;
    expect(checkCompanySchema(schemaOf('acme', sdl))).toEqual([]);
    expect(composeView(shared, sdl)).toContain('acmeCase: AcmeCase');
  });

  it('finds the same realm foreign to another company', () => {
    const rules = checkCompanySchema(schemaOf('harbor', contract + ACME_REALM)).map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(new Set(['root-fields', 'ownership', 'realm']));
  });

  it('throws with every violation in the message, or passes in silence', () => {
    expect(() => assertCompanySchema(schemaOf('acme', contract))).not.toThrow();
    const broken = `${contract}\ntype Case { x: Int } extend type Thread { title: String! }`;
    const refusal = () => assertCompanySchema(schemaOf('acme', broken));
    expect(refusal).toThrow(SchemaRefused);
    expect(refusal).toThrow(/schema of acme is refused:\nThread\.title: .*\[ownership\]\nCase: .*\[realm\]/);
  });
});

describe('a realm', () => {
  it('has the slug’s words as its prefix', () => {
    expect(realmPrefix('acme')).toBe('Acme');
    expect(realmPrefix('acme-inc')).toBe('AcmeInc');
  });

  it.each([
    ['Acme', true],
    ['AcmeCase', true],
    ['Acme2', true],
    ['Acmes', false],
    ['acmeCase', false],
    ['Acme_Case', false],
    ['MyAcmeCase', false],
  ])('type %s: %s', (name, expected) => expect(isRealmType(name, 'acme')).toBe(expected));

  it.each([
    ['acme', true],
    ['acmeCases', true],
    ['acmes', false],
    ['AcmeCases', false],
    ['_acmeCases', false],
  ])('field %s: %s', (name, expected) => expect(isRealmField(name, 'acme')).toBe(expected));
});
