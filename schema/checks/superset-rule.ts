import { Kind } from 'graphql';
import { printedDirectives, signatureOf, type SdlModel, type SdlType } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/** Directives that mean something across companies: on the contract's own fields and types they are as the contract has them. */
const FIXED = ['tag', 'key', 'shareable'];

/** Rule 1: a company's SDL is a superset of the contract, with the contract's tags, keys and signatures. */
export function checkSuperset(company: SdlModel, contract: SdlModel): Violation[] {
  return [...contract.types.values()].flatMap((expected) => {
    const found = company.types.get(expected.name);
    if (!found) return [violation(expected.name, 'is in the contract and missing')];
    if (found.kind !== expected.kind)
      return [violation(expected.name, `is ${expected.kind} in the contract, not ${found.kind}`)];
    return [...checkType(found, expected), ...checkFields(found, expected), ...checkDemands(found, expected)];
  });
}

function checkType(found: SdlType, expected: SdlType): Violation[] {
  const missing = [...expected.members].filter((member) => !found.members.has(member));
  return [
    ...missing.map((member) => violation(expected.name, `lacks "${member}", which is in the contract`)),
    ...FIXED.filter((name) => differs(found, expected, name)).map((name) =>
      violation(expected.name, `"@${name}" is not as in the contract`),
    ),
  ];
}

function checkFields(found: SdlType, expected: SdlType): Violation[] {
  return [...expected.fields].flatMap(([name, field]) => {
    const coordinate = `${expected.name}.${name}`;
    const own = found.fields.get(name);
    if (!own) return [violation(coordinate, 'is in the contract and missing')];
    if (signatureOf(own) !== signatureOf(field))
      return [violation(coordinate, `must be "${name}${signatureOf(field)}"`)];
    return FIXED.filter((directive) => differs(own, field, directive)).map((directive) =>
      violation(coordinate, `"@${directive}" is not as in the contract`),
    );
  });
}

/** What an input of the contract comes to demand beside it, documents that were written for the contract do not give. */
function checkDemands(found: SdlType, expected: SdlType): Violation[] {
  if (expected.kind !== 'input') return [];
  const demanded = [...found.fields].filter(
    ([name, field]) =>
      !expected.fields.has(name) &&
      field.type.kind === Kind.NON_NULL_TYPE &&
      !('defaultValue' in field && field.defaultValue),
  );
  return demanded.map(([name]) =>
    violation(`${expected.name}.${name}`, 'is demanded, and documents for the contract do not give it'),
  );
}

function differs(
  a: Parameters<typeof printedDirectives>[0],
  b: Parameters<typeof printedDirectives>[0],
  name: string,
): boolean {
  return printedDirectives(a, name).join() !== printedDirectives(b, name).join();
}

function violation(coordinate: string, message: string): Violation {
  return { rule: 'superset', coordinate, message };
}
