import { faultOfUrl } from '#schema/wire/address-rules.ts';
import { SubgraphFailure } from '../errors.ts';
import { createPublicLookup, type Resolve } from './public-lookup.ts';

/** Which programs may be at private addresses, and without https. All others are wherever a company says that they are. */
export interface WireGuard {
  allows(program: string): boolean;
  /** Finds the addresses of names; `node:dns` unless told. */
  readonly resolve?: Resolve;
}

/** Lets every program be anywhere. */
export const OPEN: WireGuard = { allows: () => true };

/** A program's registered address. */
export interface Address {
  readonly origin: string;
  readonly path: string;
  /** Why only some programs may be there; null for an address in public. */
  readonly fault: string | null;
}

/** Reads a registered address. @throws SubgraphFailure for what is none */
export function readAddress(url: string): Address {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'its registered address is none');
  const path = `${address.pathname}${address.search}`;
  return { origin: address.origin, path, fault: faultOfUrl(url, false) };
}

/** Lets a program be asked at its address. @throws SubgraphFailure where it may not be there */
export function judge({ fault }: Address, program: string, guard: WireGuard): void {
  if (fault !== null && !guard.allows(program))
    throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `its registered address ${fault}`);
}

const CONNECT_MS = 5_000;

/** How a program is connected to: where its name may lead into a private network, it is judged at each connection. */
export function connecting(program: string, guard: WireGuard) {
  if (guard.allows(program)) return { connectTimeout: CONNECT_MS };
  return { connect: { timeout: CONNECT_MS, lookup: createPublicLookup(guard.resolve) } };
}
