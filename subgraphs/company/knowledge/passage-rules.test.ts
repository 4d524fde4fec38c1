import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isStorable } from '#subgraphs/kit/text-rules.ts';
import { passagesOf } from './passage-rules.ts';

const words = (count: number, word = 'word') => Array(count).fill(word).join(' ');
const markdown = (text: string) => passagesOf(text, 'MARKDOWN');

describe('passages', () => {
  it('of a short text are one, of no text none', () => {
    expect(markdown('One line.')).toEqual([{ headings: [], body: 'One line.' }]);
    expect(markdown('')).toEqual([]);
  });

  it('begin at headings, and know those above them', () => {
    const text = `# Incidents\n\n${words(150)}\n\n## Rollback ##\n\n${words(150)}\n\n# Credits\n${words(150)}\n`;
    expect(markdown(text).map(({ headings }) => headings)).toEqual([
      ['Incidents'],
      ['Incidents', 'Rollback'],
      ['Credits'],
    ]);
  });

  it('hold several short sections rather than a few words each', () => {
    const text = Array.from({ length: 30 }, (_, index) => `## Step ${index}\n${words(20)}\n`).join('\n');
    const sizes = markdown(text).map(({ body }) => body.split(/\s+/).length);
    expect(sizes.length).toBeLessThan(8);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(120);
  });

  it('do not take a comment in a code block, or a mark in plain text, for a heading', () => {
    const code = `# Real\n${words(150)}\n\n\`\`\`\`sh\n# no heading\n\`\`\`\n# nor this\n\`\`\`\`\n${words(200)}\n`;
    expect(markdown(code).every(({ headings }) => headings.join() === 'Real')).toBe(true);
    expect(passagesOf(`# A mark\n${words(150)}`, 'PLAIN_TEXT')).toMatchObject([{ headings: [] }]);
  });

  it('leave out levels that a text skips', () => {
    expect(markdown('### Deep\ntext')).toMatchObject([{ headings: ['Deep'] }]);
    expect(markdown('#\ntext')).toMatchObject([{ headings: [] }]);
  });

  it('end between paragraphs before they grow beyond some hundred words', () => {
    const paragraphs = Array.from({ length: 20 }, (_, index) => `${words(100, `p${index}`)}\n\n`);
    const found = passagesOf(paragraphs.join(''), 'PLAIN_TEXT');
    expect(found.map(({ body }) => body)).toEqual(
      [0, 3, 6, 9, 12, 15, 18].map((start) => paragraphs.slice(start, start + 3).join('')),
    );
  });

  it.each([
    ['words', words(5000)],
    ['a long word', 'x'.repeat(50_000)],
    ['a script without spaces', '知識'.repeat(20_000)],
    ['characters of two halves', `a${'👍'.repeat(20_000)}`],
    ['blank lines', '\n'.repeat(30_000)],
    ['headings', '# a\n'.repeat(5000)],
    ['marks', '#'.repeat(50_000)],
    ['spaces after a mark', `#${' '.repeat(50_000)}x`],
    ['many closing marks', `# a${' #'.repeat(25_000)}`],
  ])('of %s are bounded, and lose nothing', (_case, text) => {
    const started = Date.now();
    const found = markdown(text);
    expect(found.map(({ body }) => body).join('')).toBe(text);
    expect(found.length).toBeGreaterThan(1);
    for (const { body, headings } of found) {
      expect(body.length).toBeLessThanOrEqual(4000);
      expect(body.split(/\s+/).length).toBeLessThan(700);
      expect(isStorable(body)).toBe(true);
      expect(headings.join('').length).toBeLessThanOrEqual(1200);
    }
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it('joined are the text, whatever it is', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        '# ',
        '## x\n',
        '```\n',
        '~~~',
        ' ',
        '\t',
        '\r\n',
        words(130),
        'x'.repeat(4100),
      ),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 30 }),
        fc.constantFrom('MARKDOWN', 'PLAIN_TEXT'),
        (parts, type) => {
          const text = parts.join('');
          expect(
            passagesOf(text, type)
              .map(({ body }) => body)
              .join(''),
          ).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });
});
