import { SUBGRAPH } from '#schema/subgraph-names.ts';
import { parseId } from '#schema/wire/ids.ts';
import type { RequestContext, Target } from '../../context.ts';
import type { Contract } from '../../policy/contract.ts';

/** Which program answers what. */
export interface Routing {
  /** What may be asked of a foreign company. */
  readonly contract: Contract;
  /** Whether the root fields of a subgraph are `node` and `nodes`, which the gateway answers itself. */
  answersNodes(subgraph: string): boolean;
  /** The program that answers a subgraph's root fields. */
  rootTarget(subgraph: string): Target;
  /** The program that answers for one entity, by its id. The owner routes; it permits nothing. */
  entityTarget(subgraph: string, id: unknown, context: RequestContext): Target;
}

const SHARED: Target = { kind: 'shared' };
const OWN: Target = { kind: 'own' };

/**
 * Routing between the shared layer and companies: whatever has no owner in its id, such as a company's notes on a
 * shared thread, is the caller's own company's.
 */
export function createOwnerRules(contract: Contract): Routing {
  return {
    contract,
    answersNodes: (subgraph) => subgraph === SUBGRAPH.gateway,
    rootTarget: (subgraph) => (subgraph === SUBGRAPH.shared ? SHARED : OWN),
    entityTarget: (subgraph, id, { caller }) => {
      if (subgraph === SUBGRAPH.shared) return SHARED;
      const owner = parseId(id)?.owner ?? caller.company;
      return owner === caller.company ? OWN : { kind: 'foreign', company: owner };
    },
  };
}

/** Routing where nobody is a tenant: each subgraph answers for itself, whole. */
export function createNamedRules(): Routing {
  const targets = new Map<string, Target>();
  const named = (subgraph: string): Target => {
    const known = targets.get(subgraph) ?? { kind: 'named', subgraph };
    targets.set(subgraph, known);
    return known;
  };
  const contract = { types: new Map(), enums: new Map(), unions: new Map() };
  return { contract, answersNodes: () => false, rootTarget: named, entityTarget: named };
}

/** What a program is called in the log. */
export function targetName(target: Target): string {
  if (target.kind === 'foreign') return target.company;
  return target.kind === 'named' ? target.subgraph : target.kind;
}
