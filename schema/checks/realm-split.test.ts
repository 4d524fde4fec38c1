import { describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import { composeApi } from '../compose.ts';
import { ownedNames } from './owned-names.ts';
import { splitSdl } from './realm-split.ts';
import { readSdl } from './sdl-model.ts';
import { SMALL_CONTRACT, SMALL_SHARED } from './testing/small-network.ts';
import { buildApi } from './view-changes.ts';

const owned = ownedNames(SMALL_CONTRACT, [SMALL_SHARED]);
const split = (realm: string) => splitSdl(readSdl(`${SMALL_CONTRACT}\n${realm}`), owned);
const apiOf = (...realms: string[]) => composeApi(SMALL_SHARED, [SMALL_CONTRACT, ...realms].join('\n'));

describe('a split SDL', () => {
  it('has what anybody else may declare on one side, and the realm on the other', () => {
    const found = split(`
      type Proposal @key(fields: "id") { id: ID! acmeLabel: AcmeLabel }
      enum AcmeLabel { HOT }
      extend type Agent { note: Int }`);
    expect(found?.base).toContain('type Proposal @key(fields: "id") {\n  id: ID!\n}');
    expect(found?.base).not.toMatch(/acme|note: Int/i);
    expect(found?.coordinates).toEqual(['Proposal.acmeLabel', 'AcmeLabel', 'Agent.note']);
    expect(found?.whole).toBe(true);
  });

  it('has one base with and without a realm, wherever that stands', () => {
    const alone = splitSdl(readSdl(SMALL_CONTRACT), owned);
    const before = splitSdl(readSdl(`extend type Thread { acmeNote: Int }\n${SMALL_CONTRACT}`), owned);
    expect(before?.base).toBe(alone?.base);
    expect(alone).toMatchObject({ realm: '', coordinates: [] });
  });

  it('has another base with a type of others that it has by its realm alone', () => {
    const found = split('extend type Proposal { acmeLabel: Int }');
    expect(found?.base).not.toBe(split('')?.base);
    expect(found?.whole).toBe(false);
    expect(split('type Subscription { acmeTicks: Int }')?.whole).toBe(false);
  });

  it('keeps in the base what is added to inputs, enums and unions of others', () => {
    expect(split('extend input RenameInput { acme: Int }')).toMatchObject({ realm: '', coordinates: [] });
  });
});

describe('a realm stands alone', () => {
  // Each pair: what does not compose by itself, and a neighbour with whom it would.
  it.each([
    ['by a neighbour’s type', 'extend type Query { acmeTheirs: BetaThing }', 'type BetaThing { a: Int }'],
    [
      'by a neighbour’s field in a key',
      'type AcmeOdd @key(fields: "thread { betaNote }") { thread: Thread }',
      'extend type Thread { betaNote: Int }',
    ],
    [
      'by a neighbour’s list',
      'extend type Query { acmeSized: Workspace @listSize(assumedSize: 2, sizedFields: ["betaList"]) }',
      'extend type Workspace { betaList: [Int] }',
    ],
    [
      'by a neighbour’s fields on a type that has none',
      'type Proposal @key(fields: "id")',
      'extend type Proposal { id: ID! }',
    ],
  ])('that would compose %s alone', (_, realm, neighbour) => {
    expect(split(realm)).toBeNull();
    expect(() => apiOf(realm)).toThrow();
    expect(() => apiOf(realm, neighbour)).not.toThrow();
  });

  it('that would change how an enum of the shared layer is merged', () => {
    const realm = 'extend type Query { acmeMood(mood: Mood): Int }';
    expect(split(realm)).toBeNull();
    expect(apiOf()).toContain('BAD');
    expect(apiOf(realm)).not.toContain('BAD');
  });

  it('that would let its neighbours’ documents go from one interface to another', () => {
    const realm =
      'type AcmeBoth implements Fault & Named { message: String name: String code: Code } extend type Query { acmeBoth: AcmeBoth }';
    expect(split(realm)).toBeNull();
    expect(split('type AcmeOne implements Fault { message: String code: Code }')).not.toBeNull();
    const document = parse('{ workspace { agents { ... on Named { name } } } }');
    const related = 'extend type Agent implements Named';
    expect(split(related)?.base).not.toBe(split('')?.base);
    expect(validate(buildApi(apiOf()), document)).toHaveLength(1);
    expect(validate(buildApi(apiOf(related)), document)).toEqual([]);
  });

  it('that names what composition keeps for itself, or a directive nobody knows', () => {
    expect(split('type Acme__Thing { a: Int }')).toBeNull();
    expect(split('extend type Query { acmeA: Int @shareable }')).toBeNull();
    expect(split('extend type Query { acmeA: Int @deprecated(reason: "until 2030-01-01") }')).not.toBeNull();
  });
});
