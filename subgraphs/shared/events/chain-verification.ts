import { groupBy } from '#subgraphs/kit/group-by.ts';
import type { Transaction } from '../database.ts';
import { ChainCheck, joinRanges, type ChainFinding } from './chain-rules.ts';
import { readEventsAfter, readReadableChains, type ReadableChain } from './event-store.ts';

/** What became of checking one team's log, as far as a company may read it. */
export interface TeamFinding extends ChainFinding {
  readonly teamId: string;
}

/** Events held at a time: a log of any length is checked in so much memory. */
const BATCH = 2_000;

/** Checks the logs of the teams over the company's readable ranges, all in one go through the events. */
export async function verifyTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<TeamFinding[]> {
  const chains = groupBy(await readReadableChains(company, transaction, teamIds), (chain) => chain.teamId);
  const checks = new Map([...chains].map(([teamId, ranges]) => [teamId, checkOf(ranges)]));
  let after = { teamId: '', sequence: 0 };
  for (let full = true; full;) {
    const events = await readEventsAfter(company, transaction, teamIds, after, BATCH);
    for (const [teamId, ofTeam] of groupBy(events, (event) => event.teamId)) checks.get(teamId)?.take(ofTeam);
    full = events.length === BATCH;
    after = events.at(-1) ?? after;
  }
  return [...checks].map(([teamId, check]) => ({ teamId, ...check.finish() }));
}

function checkOf(ranges: readonly ReadableChain[]): ChainCheck {
  const [head = { sequence: 0, hash: '' }] = ranges;
  return new ChainCheck(joinRanges(ranges), head);
}
