/**
 * How long a search of a company's knowledge takes: `node --import tsx bench/knowledge.ts`.
 * `--documents 100000`, beside a hundredth of them; `--rounds`, `--seconds` per variant and round.
 */
import { parseArgs } from 'node:util';
import { createFullTextRanker } from '#subgraphs/company/knowledge/full-text-ranker.ts';
import type { KnowledgeQuestion } from '#subgraphs/company/knowledge/ranker.ts';
import { startBenchServer, type KnowledgeBase } from './knowledge-database.ts';
import { WORDS } from './knowledge-texts.ts';
import { compare, type Variant } from './rounds.ts';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
  },
});
const documents = Number(values.documents);
const server = await startBenchServer();
try {
  const small = await server.fill('small', Math.ceil(documents / 100));
  const large = await server.fill('large', documents);
  const pace = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    serverPid: server.serverPid,
  };
  for (const [name, query] of Object.entries(queries()))
    await compare(`${name}: ${query}`, [search(small, query), search(large, query)], pace);
  await compare(`A common word in a source of ${documents / 100}`, inSource(large), pace);
  await compare('A rare word, by reading everything', [search(large, WORDS.rare), like(large)], pace);
} finally {
  await server.stop();
}

function queries() {
  return {
    'A rare word': WORDS.rare,
    'A common word': WORDS.common,
    'Two words': `${WORDS.first} ${WORDS.second}`,
    'A common and a rare word': `${WORDS.common} ${WORDS.rare}`,
    'A phrase': `"about ${WORDS.first} there"`,
  };
}

function search(base: KnowledgeBase, query: string, more: Partial<KnowledgeQuestion> = {}): Variant {
  const ranker = createFullTextRanker(base.database);
  const question: KnowledgeQuestion = { query, sourceIds: 'all', after: null, limit: 21, ...more };
  return {
    name: `of ${base.documents} documents`,
    run: async () => {
      const hits = await ranker.rank(question);
      if (hits.length === 0 && base.documents >= 5000) throw new Error(`Nothing was found by ${query}.`);
    },
  };
}

function inSource(base: KnowledgeBase): Variant[] {
  const narrowed = search(base, WORDS.common, { sourceIds: [base.smallSource] });
  return [
    { ...narrowed, name: 'in the source' },
    { ...search(base, WORDS.common), name: 'everywhere' },
  ];
}

function like({ database }: KnowledgeBase): Variant {
  const pattern = `%${WORDS.rare}%`;
  return {
    name: 'LIKE',
    run: () => database.$queryRaw`SELECT id FROM documents WHERE body ILIKE ${pattern} LIMIT 21`,
  };
}
