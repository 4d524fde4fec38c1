import { describe, expect, it } from '@jest/globals';
import { composeView } from '../compose.ts';
import { sharedSdl } from '../sdl.ts';
import { plus, testAttacks, type Attack } from './testing/attacks.ts';

const otherOwners: readonly Attack[] = [
  {
    name: 'extra key on a shared type',
    rule: 'keys',
    sdl: plus('type Team @key(fields: "id") @key(fields: "acmeX") { id: ID! acmeX: ID }'),
    composes: true,
  },
  {
    name: 'extra key in another spelling',
    rule: 'keys',
    sdl: plus('type Team @key(fields: "id") @key(fields: "id, acmeX") { id: ID! acmeX: ID }'),
    composes: true,
  },
  {
    name: 'key field retyped',
    rule: 'keys',
    sdl: plus('type Team @key(fields: "id") { id: String! acmeX: Int }'),
  },
  {
    name: 'shared value type declared again',
    rule: 'ownership',
    sdl: plus('type Caller { subject: ID! @shareable }'),
  },
  {
    name: 'shared input declared again',
    rule: 'ownership',
    sdl: plus('input PostMessageInput { body: String! }'),
  },
  {
    name: 'shared enum poisoned',
    rule: 'ownership',
    sdl: plus(
      'enum ParticipantStatus { ACTIVE FORMER GHOST } extend type Agent { acmeStatus: ParticipantStatus }',
    ),
    composes: true,
  },
  {
    name: 'shared type declared as an interface',
    rule: 'ownership',
    sdl: plus('interface Proposal { message: String! }'),
  },
  {
    name: 'shared type made to implement an interface',
    rule: 'ownership',
    sdl: plus('interface AcmeNode { id: ID! } type Team implements AcmeNode @key(fields: "id") { id: ID! }'),
    composes: true,
  },
  { name: 'shared type made a union', rule: 'ownership', sdl: plus('union Team = Agent') },
  {
    name: 'shared type made a scalar',
    rule: 'ownership',
    sdl: plus('scalar TeamConnection'),
  },
  {
    name: 'value type of both widened',
    rule: 'ownership',
    sdl: plus('extend type PageInfo { acmeTotal: Int @shareable }'),
  },
  {
    name: 'field without the prefix on a shared type',
    rule: 'ownership',
    sdl: plus('extend type Thread { priority: Int }'),
    composes: true,
  },
  {
    name: "a shared type's field that has the realm's prefix",
    rule: 'ownership',
    slug: 'created',
    sdl: plus('extend type Thread { createdAt: DateTime! }'),
  },
  {
    name: 'a non-null field on a shared type, whose failure would erase the shared ones',
    rule: 'nullability',
    sdl: plus('extend type Thread { acmePriority: Int! }'),
    composes: true,
  },
  {
    name: 'a non-null field beside tagged ones',
    rule: 'nullability',
    sdl: plus('extend type Agent { acmeScore: Int! }'),
    composes: true,
  },
  {
    name: "a type of the shared layer's that has the realm's prefix",
    rule: 'ownership',
    slug: 'team',
    sdl: plus('type TeamCompany { joinedAt: DateTime! @shareable }'),
  },
  {
    name: 'shared entity under the realm of its own name',
    rule: 'ownership',
    slug: 'thread',
    sdl: plus('extend type Thread { title: String! }'),
  },
];

const realms: readonly Attack[] = [
  { name: 'type without the prefix', rule: 'realm', sdl: plus('type Case { x: Int }'), composes: true },
  {
    name: "another company's prefix",
    rule: 'realm',
    sdl: plus('type HarborCase { x: Int }'),
    composes: true,
  },
  { name: 'prefix without a new word', rule: 'realm', sdl: plus('type Acmes { x: Int }'), composes: true },
  { name: 'prefix in another case', rule: 'realm', sdl: plus('type ACMECase { x: Int }'), composes: true },
  { name: '_Entity', rule: 'realm', sdl: plus('union _Entity = Agent') },
  { name: '_Service', rule: 'realm', sdl: plus('type _Service { sdl: String }') },
  { name: '_Any', rule: 'realm', sdl: plus('scalar _Any') },
  { name: 'join__Graph', rule: 'realm', sdl: plus('enum join__Graph { SHARED }') },
  { name: 'a built-in scalar', rule: 'realm', slug: 'string', sdl: plus('scalar String'), composes: true },
  { name: 'syntax error', rule: 'readable', sdl: plus('type {') },
  { name: 'empty file', rule: 'readable', sdl: '' },
  { name: 'comments alone', rule: 'readable', sdl: '# nothing\n' },
];

testAttacks('what others own', otherOwners);
testAttacks('realms and texts', realms);

describe('what the rules leave to composition', () => {
  it.each([
    ['a field declared twice', 'type Team @key(fields: "id") { id: ID! } extend type Team { id: ID! }'],
    ['a type declared twice', 'type AcmeX { x: Int } type AcmeX { y: Int }'],
    ['a name of two kinds', 'type AcmeX { x: Int } enum AcmeX { Y }'],
    ['a shared type of another kind', 'interface Team { id: ID! acmeX: String }'],
    ['a shared type without its key', 'type Team { id: ID! acmeX: String }'],
    ['a query among the definitions', 'query { workspace { company { slug } } }'],
    ['a field that no key leads to', 'extend type Company { acmeX: String }'],
  ])('%s', (_, sdl) => {
    expect(() => composeView(sharedSdl(), plus(sdl))).toThrow('does not compose');
  });
});
