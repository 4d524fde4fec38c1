import { checkDirectives } from './directive-rule.ts';
import { checkLimits, checkSize, SDL_LIMITS } from './limits-rule.ts';
import { checkNullability } from './nullability-rule.ts';
import { checkOwnership } from './ownership-rule.ts';
import { readSdl, type SdlModel } from './sdl-model.ts';
import { checkSuperset } from './superset-rule.ts';
import type { Violation } from './violation.ts';

/** A company's SDL and what it is held against. */
export interface CompanySchema {
  /** The company's slug. */
  readonly company: string;
  readonly companySdl: string;
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
  const tooLarge = checkSize(schema.companySdl);
  if (tooLarge.length > 0) return tooLarge;
  const company = tryRead(schema.companySdl);
  if (typeof company === 'string') return [{ rule: 'readable', coordinate: 'schema', message: company }];
  const contract = readSdl(schema.contractSdl);
  const shared = readSdl(schema.sharedSdl);
  return [
    ...checkLimits(company),
    ...checkDirectives(company),
    ...checkSuperset(company, contract),
    ...checkOwnership({ slug: schema.company, company, contract, shared }),
    ...checkNullability(company, shared),
  ];
}

/**
 * The same, for a program that is about to use the schema.
 *
 * @throws SchemaRefused naming every violation
 */
export function assertCompanySchema(schema: CompanySchema): void {
  const violations = checkCompanySchema(schema);
  if (violations.length > 0) throw new SchemaRefused(schema.company, violations);
}

function tryRead(sdl: string): SdlModel | string {
  try {
    return readSdl(sdl, SDL_LIMITS.tokens);
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable SDL';
  }
}
