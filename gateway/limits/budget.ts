import type { CompanyLimits } from '#schema/wire/registry.ts';
import type { ErrorCode } from '../errors.ts';

/** The most that one operation may come to, in the order in which it is judged. */
export type Budget = Readonly<Record<LimitName, number>>;
/** What is limited. */
export type LimitName = keyof typeof LIMIT_CODES;

/** The code of each limit, in the order in which operations are judged: the cheapest to measure first. */
export const LIMIT_CODES = {
  /** UTF-8 bytes of the document. */
  documentBytes: 'LIMIT_DOCUMENT_BYTES',
  /** Tokens of the document. */
  tokens: 'LIMIT_TOKENS',
  /** Brackets within brackets, of whatever kind: it bounds what a parser has to remember. */
  nesting: 'LIMIT_NESTING',
  /** Fields within fields. */
  depth: 'LIMIT_DEPTH',
  /** Aliases, each as often as fragments repeat it. */
  aliases: 'LIMIT_ALIASES',
  /** Fields of the root type, each as often as fragments repeat it. */
  rootFields: 'LIMIT_ROOT_FIELDS',
  /** Directives, each as often as fragments repeat it. */
  directives: 'LIMIT_DIRECTIVES',
  /** See `cost-model.ts`. */
  cost: 'LIMIT_COST',
} as const satisfies Record<string, ErrorCode>;

const LIMIT_NAMES = Object.keys(LIMIT_CODES) as LimitName[];

/** What holds for a company that has no limits of its own, in a gateway without settings of its own. */
export const USUAL_BUDGET: Budget = {
  documentBytes: 65_536,
  tokens: 4000,
  nesting: 100,
  depth: 20,
  aliases: 100,
  rootFields: 50,
  directives: 50,
  cost: 200_000,
};

/** A limit that an operation goes beyond. */
export interface Excess {
  readonly code: ErrorCode;
  readonly limit: number;
  readonly measured: number;
}

/** The first limit that what was measured goes beyond; null when it keeps to all. What was not measured is not judged. */
export function excessOf(measured: Partial<Budget>, budget: Budget): Excess | null {
  for (const name of LIMIT_NAMES) {
    const [figure, limit] = [measured[name] ?? 0, budget[name]];
    if (figure > limit) return { code: LIMIT_CODES[name], limit, measured: figure };
  }
  return null;
}

/** The gateway's budget with what the registry says otherwise of a company. */
export function budgetFor(company: CompanyLimits | null | undefined, usual: Budget): Budget {
  if (!company) return usual;
  return { ...usual, ...company };
}
