import { checkCosts } from './cost-rule.ts';
import { checkDirectives } from './directive-rule.ts';
import { checkLimits, checkSize, SDL_LIMITS } from './limits-rule.ts';
import { checkNullability } from './nullability-rule.ts';
import { checkOwnership } from './ownership-rule.ts';
import { readSdl, type SdlModel } from './sdl-model.ts';
import { checkSuperset } from './superset-rule.ts';
import type { Violation } from './violation.ts';

/** A company's SDL and what it is held against. */
export interface CompanySchema extends Agreed {
  /** The company's slug. */
  readonly company: string;
  readonly companySdl: string;
}

/** What every company's SDL is held against. */
export interface Agreed {
  readonly contractSdl: string;
  readonly sharedSdl: string;
}

/** A company's SDL breaks a rule. The message is for operators and for the company itself. */
export class SchemaRefused extends Error {
  readonly code = 'SCHEMA_REFUSED';
  readonly violations: readonly Violation[];

  constructor(company: string, violations: readonly Violation[]) {
    const lines = violations.map(({ rule, coordinate, message }) => `${coordinate}: ${message} [${rule}]`);
    super(`The schema of ${company} is refused:\n${lines.join('\n')}`);
    this.name = 'SchemaRefused';
    this.violations = violations;
  }
}

/** Checks one company's SDL against every rule of ownership. Composition is another matter. Empty: nothing is wrong. */
export function checkCompanySchema(schema: CompanySchema): Violation[] {
  const company = readCompanySdl(schema.companySdl);
  return 'types' in company ? createCompanyCheck(schema)(schema.company, company) : company;
}

/** The same for many companies: what they are held against is read once. Each is a slug and its SDL, read. */
export function createCompanyCheck(agreed: Agreed): (slug: string, company: SdlModel) => Violation[] {
  const contract = readSdl(agreed.contractSdl);
  const shared = readSdl(agreed.sharedSdl);
  return (slug, company) => [
    ...checkLimits(company),
    ...checkDirectives(company),
    ...checkCosts(company),
    ...checkSuperset(company, contract),
    ...checkOwnership({ slug, company, contract, shared }),
    ...checkNullability(company, shared),
  ];
}

/** Reads a company's SDL, or says why nobody should. */
export function readCompanySdl(sdl: string): SdlModel | Violation[] {
  const tooLarge = checkSize(sdl);
  if (tooLarge.length > 0) return tooLarge;
  try {
    return readSdl(sdl, SDL_LIMITS.tokens);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unreadable SDL';
    return [{ rule: 'readable', coordinate: 'schema', message }];
  }
}

/**
 * Checks as {@link checkCompanySchema} does, for a program that is about to use the schema.
 *
 * @throws SchemaRefused naming every violation
 */
export function assertCompanySchema(schema: CompanySchema): void {
  const violations = checkCompanySchema(schema);
  if (violations.length > 0) throw new SchemaRefused(schema.company, violations);
}
