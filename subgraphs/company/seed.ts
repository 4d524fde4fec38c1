import { WRITE_LIMITS, type Database, type Transaction } from './database.ts';
import { insertDocument } from './knowledge/document-writing-store.ts';
import {
  agentRows,
  authorColumns,
  documentRows,
  publicationRows,
  shareRows,
  privateEventRows,
  privateMessageRows,
  sourceRows,
  type CompanyScenario,
} from './seed-rows.ts';

export type { CompanyScenario } from './seed-rows.ts';

/** Any number that no program of ours uses as a lock. */
const SEED_LOCK = 72_707_372;

/**
 * Writes a scenario into a company's database, all of it or nothing. A database that already has any agent or person is
 * left alone: by then it is the company's own.
 *
 * @param db opened as the runtime role; two seeds at once write one scenario
 */
export async function seedCompany(db: Database, scenario: CompanyScenario): Promise<'seeded' | 'kept'> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEED_LOCK})`;
      if ((await tx.person.count()) + (await tx.agent.count()) > 0) return 'kept';
      await writeStaff(tx, scenario);
      await writeWords(tx, scenario);
      return 'seeded';
    },
    // It may wait for another seed at the same time.
    WRITE_LIMITS,
  );
}

async function writeStaff(tx: Transaction, scenario: CompanyScenario): Promise<void> {
  const { agents, knowledge, tools, permissions } = agentRows(scenario);
  await tx.person.createMany({ data: [...scenario.people] });
  await tx.knowledgeSource.createMany({ data: sourceRows(scenario) });
  await tx.tool.createMany({ data: [...scenario.tools] });
  await tx.agent.createMany({ data: agents });
  await tx.agentKnowledge.createMany({ data: knowledge });
  await tx.agentTool.createMany({ data: tools });
  await tx.agentPermission.createMany({ data: permissions });
  for (const { row, body } of documentRows(scenario)) await insertDocument(tx, row, body);
}

async function writeWords(tx: Transaction, scenario: CompanyScenario): Promise<void> {
  const threads = scenario.privateThreads.map(({ id, slug, title, createdAt }) => ({
    id,
    slug,
    title,
    createdAt,
  }));
  await tx.privateThread.createMany({ data: threads });
  await tx.privateMessage.createMany({ data: privateMessageRows(scenario) });
  await tx.privateThreadEvent.createMany({ data: privateEventRows(scenario) });
  await tx.note.createMany({
    data: scenario.notes.map(({ author, at, ...note }) => ({
      ...note,
      createdAt: at,
      ...authorColumns(author),
    })),
  });
  await tx.publication.createMany({ data: publicationRows(scenario) });
  await tx.share.createMany({ data: shareRows(scenario) });
}
