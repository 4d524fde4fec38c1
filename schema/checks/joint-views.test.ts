import { describe, expect, it } from '@jest/globals';
import {
  foreignIn,
  halves,
  jointSdl,
  namesIn,
  planJointViews,
  wholeBase,
  type Member,
} from './joint-views.ts';

function member(name: string, coordinates: readonly string[], base = 'base', size = 10): Member {
  const split = { base, whole: true, realm: `# ${name}`.padEnd(size), coordinates };
  return { names: [name], sdl: `sdl of ${name}`, split };
}

const plan = (members: readonly Member[], largest?: number) => planJointViews(members, largest).map(namesIn);

describe('views are composed together', () => {
  it('where the bases are equal and the realms do not meet', () => {
    const members = [
      member('acme', ['AcmeA']),
      member('beta', ['BetaA', 'Agent.note']),
      member('gamma', ['Agent.note']),
      member('delta', [], 'another'),
      { names: ['alone'], sdl: 'x', split: null },
    ];
    expect(plan(members)).toEqual([['acme', 'beta'], ['gamma'], ['delta'], ['alone']]);
  });

  it('up to a size', () => {
    const members = ['a', 'b', 'c'].map((name) => member(name, [name], 'base', 40));
    expect(plan(members, 100)).toEqual([['a', 'b'], ['c']]);
    expect(plan(members, 1)).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('a joint view', () => {
  const view = [member('acme', ['AcmeA']), member('beta', ['BetaA'])];

  it('is the base with all realms; of one member it is what that one serves', () => {
    expect(
      jointSdl(view)
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(['base', '# acme', '# beta']);
    expect(halves(view).map(jointSdl)).toEqual(['sdl of acme', 'sdl of beta']);
    expect([wholeBase(view), wholeBase(view.slice(1))]).toEqual(['base', null]);
  });

  it('shows each company what is foreign to it', () => {
    const isForeign = foreignIn(view);
    expect([isForeign('acme', 'AcmeA'), isForeign('acme', 'BetaA'), isForeign('acme', 'Thread')]).toEqual([
      ...[false, true, false],
    ]);
    expect(foreignIn(view.slice(0, 1))('beta', 'AcmeA')).toBe(false);
  });
});
