import { z } from 'zod';
import { isIdOf } from '#schema/wire/ids.ts';
import type { EventKind } from '#subgraphs/shared/events/event-kinds.ts';
import type { EventRow } from '#subgraphs/shared/events/event-rules.ts';
import { CliError } from '../exit.ts';
import type { Ask } from '../asking/gateway-client.ts';
import { pageInfo, readPages } from '../asking/pages.ts';

/** A team, and what the graph itself finds when it verifies its log for the caller. */
export interface TeamHead {
  readonly id: string;
  readonly name: string;
  readonly verified: {
    readonly valid: boolean;
    readonly checked: number;
    readonly firstBroken: number | null;
  };
}

const HEAD = `query Head($id: ID, $slug: String) {
  team(id: $id, slug: $slug) { id name verify { valid checked firstBroken } }
}`;
const EVENTS = `query Events($id: ID!, $after: String) {
  team(id: $id) { events(first: 100, after: $after) {
    nodes { teamId sequence id kind actorId companySlug at payload hash previousHash }
    pageInfo { hasNextPage endCursor }
  } }
}`;

const verification = z.object({
  valid: z.boolean(),
  checked: z.number(),
  firstBroken: z.number().nullable(),
});
const headShape = z.object({
  team: z.object({ id: z.string(), name: z.string(), verify: verification.nullable() }).nullable(),
});
const event = z.object({
  teamId: z.string(),
  sequence: z.number(),
  id: z.string(),
  // Any name will do: a kind that this program does not know yet is hashed like the others.
  kind: z.string().transform((kind) => kind as EventKind),
  actorId: z.string().nullable(),
  companySlug: z.string().nullable(),
  at: z.coerce.date(),
  payload: z.string(),
  hash: z.string(),
  previousHash: z.string(),
});
const eventsShape = z.object({
  team: z.object({ events: z.object({ nodes: z.array(event), pageInfo }) }).nullable(),
});

/**
 * Finds a team by its id or by the caller's company's slug for it.
 *
 * @throws CliError `TEAM_NOT_FOUND`, also when the caller may read nothing of its log
 */
export async function findTeam(ask: Ask, team: string): Promise<TeamHead> {
  const wanted = isIdOf(team, 'tem') ? { id: team } : { slug: team };
  const { team: found } = await ask(HEAD, wanted, headShape);
  if (!found?.verify)
    throw new CliError('TEAM_NOT_FOUND', `There is no team "${team}" whose log the caller may read.`);
  return { id: found.id, name: found.name, verified: found.verify };
}

/** All that the caller may read of a team's log, by sequence. */
export function readLog(ask: Ask, id: string): Promise<EventRow[]> {
  return readPages(async (after) => (await ask(EVENTS, { id, after }, eventsShape)).team?.events ?? null);
}
