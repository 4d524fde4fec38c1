import { describe, expect, it } from '@jest/globals';
import { composeView } from '../../compose.ts';
import { contractSdl, sharedSdl } from '../../sdl.ts';
import { checkCompanySchema } from '../company-schema.ts';
import type { Rule } from '../violation.ts';

const contract = contractSdl();
const shared = sharedSdl();

/** A company's SDL that reaches for what others own, and the rule that it breaks. */
export interface Attack {
  readonly name: string;
  readonly rule: Rule;
  readonly sdl: string;
  /** Who declares it; `acme` when left out. */
  readonly slug?: string;
  /** Stock composition takes it without a word: the reason why the rule exists. */
  readonly composes?: true;
}

export const FEDERATION = 'url: "https://specs.apollo.dev/federation/v2.9"';
export const NAMES = 'import: ["@key", "@cost", "@listSize", "@shareable", "@tag"]';

/** The contract and more SDL after it. */
export function plus(sdl: string): string {
  return `${contract}\n${sdl}`;
}

/** The contract with one text replaced, which has to be there. */
export function edit(text: string, by: string): string {
  if (!contract.includes(text)) throw new Error(`the contract does not say ${text}`);
  return contract.replace(text, by);
}

/** The contract that imports more of federation, and more SDL after it. */
export function importing(names: string, sdl: string): string {
  return `${edit('"@tag"]', `"@tag", ${names}]`)}\n${sdl}`;
}

/** The contract with another `extend schema`. */
export function relinked(schema: string): string {
  return contract.replace(/extend schema\s+@link\([^)]*\)\n/, `${schema}\n`);
}

/** Tests that the check refuses each, and that those marked so would compose. */
export function testAttacks(title: string, attacks: readonly Attack[]): void {
  describe(`hostile schemas: ${title}`, () => {
    it.each(attacks.map((attack) => [attack.name, attack] as const))('%s', (_, attack) => {
      const { sdl, rule, slug = 'acme', composes } = attack;
      const schema = { company: slug, companySdl: sdl, contractSdl: contract, sharedSdl: shared };
      expect(checkCompanySchema(schema).map((violation) => violation.rule)).toContain(rule);
      if (composes) expect(composeView(shared, sdl)).toContain('join__Graph');
    });
  });
}
