import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Clock } from '#schema/wire/signatures.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import type { Caller, RegistrySnapshot } from '../context.ts';

/** A caller known by a token is verified again after this long, at the latest. */
export const TOKEN_KEPT_MS = 60_000;

interface Known {
  readonly caller: Caller;
  readonly company: RegisteredCompany;
  readonly until: number;
  /** The registry in which the company's row was last seen to be the same. */
  registry: RegistrySnapshot;
}

/** Verified callers by their `authorization` header, as long as nothing that the verdict rests on has changed. */
export interface TokenCache {
  get(authorization: string, registry: RegistrySnapshot): Caller | undefined;
  /** `exp` in seconds since the epoch. */
  keep(authorization: string, known: Pick<Known, 'caller' | 'company' | 'registry'>, exp: number): void;
}

/**
 * Keeps callers until their token's own end, a minute at the most, and no longer than their company's row of the
 * registry stays as it is. The memory is bounded; tokens last used longest ago go first.
 */
export function createTokenCache(clock: Clock): TokenCache {
  const known = new LRUCache<string, Known>({ max: 10_000 });
  return {
    get(authorization, registry) {
      const found = known.get(authorization);
      if (!found) return undefined;
      if (found.until > clock() && isStillSo(found, registry)) return found.caller;
      known.delete(authorization);
      return undefined;
    },
    keep(authorization, entry, exp) {
      const until = Math.min(exp * 1000, clock() + TOKEN_KEPT_MS);
      known.set(authorization, { ...entry, until });
    },
  };
}

function isStillSo(found: Known, registry: RegistrySnapshot): boolean {
  if (found.registry === registry) return true;
  const now = registry.byIssuer.get(found.company.issuer);
  // Whatever a row comes to say of a company, a verdict given under another is none.
  if (!isDeepStrictEqual(found.company, now)) return false;
  found.registry = registry;
  return true;
}
