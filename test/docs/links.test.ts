import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)/g;
const pagesIn = (folder: string, recursive: boolean) =>
  readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join(folder, file));
const pages = [
  ...pagesIn('.', false),
  ...['docs', 'deploy'].flatMap((folder) => pagesIn(folder, true)),
  ...['bench', 'dashboard'].flatMap((folder) => pagesIn(folder, false)),
];

describe('links of our pages', () => {
  it.each(pages)('%s leads where it says', (page) => {
    const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
    const broken = [...text.matchAll(LINK)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(path.resolve(path.dirname(page), target)));
    expect(broken).toEqual([]);
  });
});
