import { passagesOf, type Passage } from '#subgraphs/company/knowledge/passage-rules.ts';

/** A made-up document: the same number gives the same text. */
export interface GeneratedDocument {
  readonly id: string;
  /** 1 for one document in a hundred, 0 for the others. */
  readonly source: number;
  readonly title: string;
  readonly body: string;
  readonly passages: readonly Passage[];
}

/** Words that stand in every second document, in one of twenty each, and in one of five thousand. */
export const WORDS = { common: 'billing', first: 'webhook', second: 'retry', rare: 'chinchilla' } as const;

/** Few words are used often and most seldom, as in any language: the rank of a word is spread evenly in its logarithm. */
const VOCABULARY = 50_000;
const SYLLABLES = [
  'ka',
  'ro',
  'min',
  'tel',
  'sa',
  'vor',
  'lin',
  'dem',
  'pu',
  'gra',
  'es',
  'ton',
  'wi',
  'zer',
  'o',
];

/** Makes a document of 100 to 600 words under some headings. */
export function generateDocument(number: number): GeneratedDocument {
  const random = generator(number + 1);
  const word = () => wordOf(Math.floor(VOCABULARY ** random()));
  const sections = 1 + Math.floor(random() * 4);
  const text = Array.from({ length: sections }, () => {
    const words = Array.from({ length: 100 + Math.floor(random() * 50) }, word);
    return `## ${word()} ${word()}\n\n${words.join(' ')}.\n`;
  });
  const planted = plantedIn(number).map(
    (each) => `About ${each} there is this to say: ${word()} ${word()}.\n`,
  );
  const title = `${word()} ${word()} ${word()}`;
  const body = [`# ${title}\n`, ...text, ...planted].join('\n');
  const id = `doc_bench_${String(number).padStart(26, '0')}`;
  return { id, source: number % 100 === 7 ? 1 : 0, title, body, passages: passagesOf(body, 'MARKDOWN') };
}

function plantedIn(number: number): string[] {
  const { common, first, second, rare } = WORDS;
  return [
    ...(number % 2 === 1 ? [common] : []),
    ...(number % 20 === 3 ? [first] : []),
    ...(Math.floor(number / 20) % 20 === 3 ? [second] : []),
    ...(number % 5000 === 7 ? [rare] : []),
  ];
}

function wordOf(rank: number): string {
  let text = '';
  for (let rest = rank + 20; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    text += SYLLABLES[rest % SYLLABLES.length] ?? '';
  return text;
}

/** Numbers from 0 to 1 (mulberry32): the same seed gives the same ones. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
