import { setTimeout as sleep } from 'node:timers/promises';
import { answerChecks } from './checks/answer-checks.ts';
import { callerChecks } from './checks/caller-checks.ts';
import { schemaChecks } from './checks/schema-checks.ts';
import { sharingChecks } from './checks/sharing-checks.ts';
import { streamChecks } from './checks/stream-checks.ts';
import { writeChecks } from './checks/write-checks.ts';
import { runChecks, type Check, type CheckResult } from './check.ts';
import type { OtherParties } from './other-parties.ts';
import { createScene, lookAround, type Scene } from './scene.ts';

/** Every check of the company contract, in the order in which they are run. */
export const CONTRACT_CHECKS: readonly Check[] = [
  ...schemaChecks,
  // It leaves doors open, which the checks after it find shut to all but members.
  ...sharingChecks,
  ...callerChecks,
  ...answerChecks,
  ...writeChecks,
  ...streamChecks,
];

/** What is checked. */
export interface Subject {
  /** The instance's GraphQL address. */
  readonly url: string;
  /** Its company's slug. */
  readonly company: string;
  /** The subject of an administrator whom it knows. */
  readonly admin: string;
  readonly parties: OtherParties;
}

/** The instance cannot be checked. The message says what to do. */
export class NotCheckable extends Error {}

/**
 * Checks an instance against the company contract. It is a test instance: lines of its ledger and credentials are made.
 *
 * @param patienceMs for how long to wait until it answers and has fetched the keys
 * @throws NotCheckable
 */
export async function checkContract(
  subject: Subject,
  { patienceMs = 0, told }: { patienceMs?: number; told?: (result: CheckResult) => void } = {},
): Promise<CheckResult[]> {
  const scene = createScene(subject);
  await untilOpen(scene, Date.now() + patienceMs);
  return runChecks(CONTRACT_CHECKS, scene, told);
}

const PAUSE_MS = 1000;

async function untilOpen(scene: Scene, deadline: number): Promise<void> {
  let problem = 'it does not answer';
  do {
    try {
      if (await lookAround(scene)) return;
      const { status } = await scene.ask(await scene.own(), '{ __typename }');
      problem =
        status === 401
          ? 'it refuses the passports of this check: is GATEWAY_JWKS_URL set as above?'
          : 'it does not know the administrator: are ISSUER and ISSUER_JWKS_URL set as above, and is --admin right?';
    } catch {
      problem = 'it does not answer';
    }
    if (Date.now() < deadline) await sleep(PAUSE_MS);
  } while (Date.now() < deadline);
  throw new NotCheckable(`${scene.url} cannot be checked: ${problem}`);
}
