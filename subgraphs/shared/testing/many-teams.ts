import { teamRows } from '../seed-rows.ts';
import { insertSeededTeam } from '../seed-store.ts';
import type { Database } from '../database.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';

const START = Date.UTC(2026, 0, 1);

/** Adds teams of two companies, each with as many threads, each of those with as many messages. */
export async function addTeams(
  database: Database,
  [first, second]: readonly [string, string],
  { teams, threads, messages }: { teams: number; threads: number; messages: number },
): Promise<void> {
  const ids = createIdSource(() => START);
  const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
  for (let team = 0; team < teams; team += 1) {
    const participants = [first, second].map((company) => ({
      id: ids.company('par', company),
      company,
      subject: 'lead',
      kind: 'PERSON' as const,
      displayName: `${company} lead`,
      title: null,
      steward: true,
    }));
    const authors = participants.map(({ id }) => id);
    const [creator = ''] = authors;
    const talk = Array.from({ length: threads }, (_, thread) => ({
      id: ids.shared('thr'),
      slug: `thread-${String(thread)}`,
      title: 'A thread',
      createdBy: creator,
      createdAt: at(thread),
      messages: Array.from({ length: messages }, (__, message) => ({
        id: ids.shared('msg'),
        author: authors[message % 2] ?? '',
        body: `message ${String(message)}`,
        at: at(thread + message),
      })),
    }));
    const slug = `team-${first}-${second}-${String(team)}`;
    const columns = { id: ids.shared('tem'), slug, name: slug, purpose: null, createdAt: at(0) };
    await insertSeededTeam(
      database,
      teamRows({ ...columns, members: [first, second], participants, threads: talk }),
    );
  }
}
