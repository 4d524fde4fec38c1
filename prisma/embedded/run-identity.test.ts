import { describe, expect, it } from '@jest/globals';
import { chooseIdentity, NOBODY, runAs, temporaryHome, type IdentityFacts } from './run-identity.ts';

const root: IdentityFacts = { uid: 0, folderOwner: undefined, canEnterNamespace: true, canSwitchUser: true };
const ROOT = { uid: 0, gid: 0 };
const ANN = { uid: 1000, gid: 1000 };

const cases: [string, Partial<IdentityFacts>, object][] = [
  ['Windows', { uid: undefined }, { kind: 'direct' }],
  ['a user', { uid: 1000 }, { kind: 'direct' }],
  ['a user on her folder', { uid: 1000, folderOwner: ANN }, { kind: 'direct' }],
  ['a user on the folder of another', { uid: 1000, folderOwner: ROOT }, { kind: 'refused', reason: 'owner' }],
  ['root', {}, { kind: 'namespace' }],
  ['root on its folder', { folderOwner: ROOT }, { kind: 'namespace' }],
  ['root on the folder of a user', { folderOwner: ANN }, { kind: 'switch', user: ANN, folder: 'given' }],
  [
    'root on the folder of a user it cannot become',
    { folderOwner: ANN, canSwitchUser: false },
    { kind: 'refused', reason: 'root' },
  ],
  [
    'root without namespaces',
    { canEnterNamespace: false },
    { kind: 'switch', user: NOBODY, folder: 'temporary' },
  ],
  [
    'root without namespaces on its folder',
    { canEnterNamespace: false, folderOwner: ROOT },
    { kind: 'refused', reason: 'root' },
  ],
  [
    'root without anything',
    { canEnterNamespace: false, canSwitchUser: false },
    { kind: 'refused', reason: 'root' },
  ],
];

describe('chooseIdentity', () => {
  it.each(cases)('decides for %s', (_, facts, identity) => {
    expect(chooseIdentity({ ...root, ...facts })).toEqual(identity);
  });
});

describe('runAs', () => {
  it('puts a namespace before the program, and keeps the folder', () => {
    const as = runAs({ kind: 'namespace' }, '/data');
    expect(as).toMatchObject({ dataDir: '/data', user: undefined });
    expect(as.prefix).toEqual(['unshare', '--user', '--map-user=65534', '--map-group=65534']);
  });

  it('keeps the data of another user outside the home, at one place for one folder', () => {
    const as = runAs({ kind: 'switch', user: NOBODY, folder: 'temporary' }, '/root/data');
    expect(as).toEqual({ dataDir: `${temporaryHome('/root/data')}/data`, prefix: [], user: NOBODY });
    expect(temporaryHome('/root/data')).not.toBe(temporaryHome('/root/other'));
  });

  it.each(['root', 'owner'] as const)('says what to do when refused: %s', (reason) => {
    const refused = (): unknown => runAs({ kind: 'refused', reason }, '/data');
    expect(refused).toThrow(/DATABASE_URL/);
  });
});
