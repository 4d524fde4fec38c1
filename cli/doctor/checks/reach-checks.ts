import type { JWK } from 'jose';
import { z } from 'zod';
import { CLOCK_TOLERANCE_SECONDS } from '#schema/wire/credentials.ts';
import { problem, reasonOf, warning, type Check, type Finding } from '../finding.ts';

/** What checks that ask other programs take from outside. */
export interface ReachTools {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
}

const PATIENCE_MS = 5_000;
/** A `Date` header is of whole seconds. */
const ROUNDING_SECONDS = 1;
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string().optional() })).min(1) });

/** Where a program answers, without what may be secret in the address. */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** The keys that somebody shows at an address, and by the way that one's clock. */
export function keysCheck(whose: string, url: string, tools: ReachTools): Check {
  return {
    name: `keys of ${whose}`,
    async run() {
      const reply = await asked(url, tools);
      if (typeof reply === 'string')
        return [
          problem('KEYS_UNREACHABLE', `The keys of ${whose} at ${placeOf(url)} cannot be had: ${reply}.`),
        ];
      const shown = keySet.safeParse(reply.json);
      const keys = shown.success
        ? []
        : [
            problem(
              'KEYS_UNREACHABLE',
              `There is no JWKS of ${whose} at ${placeOf(url)} (status ${reply.status}).`,
            ),
          ];
      return [...keys, ...skewFindings(whose, reply)];
    },
  };
}

/** Whether another program is up and can serve. */
export function readyCheck(whose: string, url: string, tools: ReachTools): Check {
  return {
    name: whose,
    async run() {
      const reply = await asked(`${url}/ready`, tools);
      if (typeof reply === 'string')
        return [problem('PROGRAM_NOT_RUNNING', `${whose} at ${placeOf(url)} does not answer: ${reply}.`)];
      const ready = reply.status === 200;
      const findings = ready
        ? []
        : [
            problem(
              'PROGRAM_NOT_READY',
              `${whose} at ${placeOf(url)} is not ready (status ${reply.status}).`,
            ),
          ];
      return [...findings, ...skewFindings(whose, reply)];
    },
  };
}

/** The program whose settings these are, if it runs: whether it shows the key that it was given. */
export function ownKeyCheck(
  { host, port, signingKey }: { readonly host: string; readonly port: number; readonly signingKey: JWK },
  tools: ReachTools,
): Check {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    name: 'the running program',
    async run() {
      const reply = await asked(`${url}/.well-known/jwks.json`, tools);
      if (typeof reply === 'string')
        return [warning('PROGRAM_NOT_RUNNING', `Nothing answers at ${url}: ${reply}.`)];
      const shown = keySet.safeParse(reply.json);
      const same =
        shown.success &&
        shown.data.keys.some(
          (key) => key['x'] === signingKey['x'] && key.kid === signingKey.kid && key['n'] === signingKey['n'],
        );
      return same
        ? []
        : [problem('KEY_NOT_PUBLISHED', `The program at ${url} does not show the key of SIGNING_KEY_FILE.`)];
    },
  };
}

interface Asked {
  readonly status: number;
  readonly json: unknown;
  /** By how many seconds its clock is ahead of ours; null when it does not tell the time. */
  readonly ahead: number | null;
}

/** An answer, or why there is none. */
async function asked(url: string, { fetch, clock }: ReachTools): Promise<Asked | string> {
  const before = clock();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });
    const after = clock();
    const told = Date.parse(response.headers.get('date') ?? '');
    const json: unknown = await response.json().catch(() => null);
    const ahead = Number.isNaN(told) ? null : (told - (before + after) / 2) / 1000;
    return { status: response.status, json, ahead };
  } catch (error) {
    return reasonOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
  }
}

function skewFindings(whose: string, { ahead }: Asked): Finding[] {
  if (ahead === null || Math.abs(ahead) <= CLOCK_TOLERANCE_SECONDS - ROUNDING_SECONDS) return [];
  const way = ahead > 0 ? 'ahead of' : 'behind';
  return [
    problem('CLOCK_SKEW', `The clock of ${whose} is ${Math.round(Math.abs(ahead))} s ${way} this machine's.`),
  ];
}
