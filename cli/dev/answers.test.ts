import { describe, expect, it } from '@jest/globals';
import { answerTree } from './answer-tree.ts';
import { sideBySide } from './side-by-side.ts';

const text = (data: unknown) => answerTree(data).map(({ depth, text: line }) => '  '.repeat(depth) + line);

describe('the tree of an answer', () => {
  it('folds wrappers away and keeps short things on one line', () => {
    expect(
      text({
        me: { displayName: 'Dana', company: { slug: 'acme' } },
        team: {
          companies: [{ company: { name: 'Acme' } }, { company: { name: 'Harbor' } }],
          threads: { nodes: [{ slug: 'status', notes: [{ body: 'mine' }], messages: { nodes: [] } }] },
        },
        workspace: null,
      }),
    ).toEqual([
      'me: Dana · acme',
      'team',
      '  companies: Acme · Harbor',
      '  threads',
      '    - status',
      '      notes: mine',
      '      messages: none',
      'workspace: null',
    ]);
  });

  it('shows nulls, numbers and booleans as they are', () => {
    expect(text({ list: [{ a: 1, b: null, c: true }, null, 'x'] })).toEqual([
      'list',
      '  - 1 · true',
      '  - null',
      '  - x',
    ]);
  });
});

describe('two answers side by side', () => {
  const column = (heading: string, data: unknown) => ({ heading, lines: answerTree(data) });
  const left = column('acme', {
    name: 'team',
    notes: ['a1'],
    agent: { purpose: 'p'.repeat(90), model: 'secret' },
  });
  const right = column('harbor', {
    name: 'team',
    notes: [{ b: 'x'.repeat(50) }, { b: 'y'.repeat(50) }],
    agent: { purpose: 'p'.repeat(90), model: null },
  });
  const lines = sideBySide(left, right, 63).split('\n');

  it('puts equal places in one row and marks what is the same', () => {
    expect(lines[0]).toBe('acme'.padEnd(30) + ' | harbor');
    expect(lines[1]).toBe(`${'-'.repeat(30)}-+-${'-'.repeat(30)}`);
    expect(lines).toContain('name: team'.padEnd(30) + ' = name: team');
    expect(lines).toContain('  model: secret'.padEnd(30) + ' |   model: null');
  });

  it('keeps within the width, whatever the text', () => {
    const wild = { long: 'word '.repeat(60) + 'w'.repeat(200), deep: { er: { st: ['x', ['y']], z: '' } } };
    for (const width of [0, 40, 63, 100, 200]) {
      const room = Math.max(43, width);
      for (const line of sideBySide(column('l', wild), column('r', {}), width).split('\n'))
        expect(line.length).toBeLessThanOrEqual(room);
    }
  });

  it('loses nothing of either side', () => {
    const both = lines.join(' ');
    for (const { text: line } of [...left.lines, ...right.lines])
      for (const word of line.split(' ').filter((one) => one.length < 20)) expect(both).toContain(word);
  });
});
