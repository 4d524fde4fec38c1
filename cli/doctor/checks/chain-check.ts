import type { Client } from 'pg';
import { withClient } from '#prisma/tool/migrate.ts';
import { ChainCheck } from '#subgraphs/shared/events/chain-rules.ts';
import type { EventRow } from '#subgraphs/shared/events/event-rules.ts';
import { problem, type Check } from '../finding.ts';
import { listed } from './database-checks.ts';

/** How many teams, and how many of the latest events of each. */
export interface ChainSample {
  readonly teams: number;
  readonly events: number;
}

/** What is looked at unless all is asked for. */
export const USUAL_SAMPLE: ChainSample = { teams: 20, events: 1_000 };

interface Head {
  readonly id: string;
  readonly sequence: number;
  readonly hash: string;
}

/** Recomputes the ends of the logs of some teams, the latest and others by chance; of all from the start for null. */
export function chainCheck(ownerUrl: string, sample: ChainSample | null): Check {
  return {
    name: sample === null ? 'every log' : 'some logs',
    run: () =>
      withClient(ownerUrl, async (client) => {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        await client.query("SELECT set_config('app.operator', 'maintenance', true)");
        const broken: string[] = [];
        for (const head of await readHeads(client, sample?.teams ?? null)) {
          const at = await firstBroken(client, head, sample?.events ?? null);
          if (at !== null) broken.push(`${head.id} at event ${at}`);
        }
        return broken.length === 0
          ? []
          : [problem('CHAIN_BROKEN', `The log is broken of ${listed(broken)}.`)];
      }),
  };
}

async function readHeads(client: Client, teams: number | null): Promise<Head[]> {
  const { rows } = await client.query<Head>(
    `SELECT id, last_sequence AS sequence, last_hash AS hash FROM teams
     WHERE deleted_at IS NULL AND last_sequence > 0 ORDER BY random() LIMIT $1`,
    [teams],
  );
  return rows;
}

const BATCH = 2_000;

async function firstBroken(client: Client, head: Head, events: number | null): Promise<number | null> {
  const from = events === null ? 1 : Math.max(1, head.sequence - events + 1);
  const check = new ChainCheck([{ from, to: head.sequence }], head);
  for (let after = from - 1; after < head.sequence; after += BATCH) {
    const { rows } = await client.query<EventRow>(
      `SELECT team_id AS "teamId", sequence, id, kind, actor_id AS "actorId", company_slug AS "companySlug", at, payload,
         previous_hash AS "previousHash", hash
       FROM team_events WHERE team_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence`,
      [head.id, after, Math.min(after + BATCH, head.sequence)],
    );
    check.take(rows);
  }
  return check.finish().firstBroken;
}
