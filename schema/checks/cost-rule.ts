import { Kind, type ConstDirectiveNode, type ConstValueNode } from 'graphql';
import type { FieldNode, SdlModel, SdlType } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/** No weight and no assumed size counts for more. */
export const MOST_WEIGHT = 1_000_000;

/**
 * What a company says its fields cost is something that a list can be, and a weight that is no gift: a gateway takes any
 * other figure for the nearest that is, so that a schema which relies on it says what is not so.
 */
export function checkCosts({ types }: SdlModel): Violation[] {
  return [...types.values()].flatMap((type) => [
    ...checkPlace(type.name, type.directives),
    ...[...type.fields].flatMap(([name, field]) => checkField(type, name, field)),
  ]);
}

function checkField({ name: type }: SdlType, name: string, field: FieldNode): Violation[] {
  const args = 'arguments' in field ? (field.arguments ?? []) : [];
  return [
    ...checkPlace(`${type}.${name}`, field.directives),
    ...args.flatMap((arg) => checkPlace(`${type}.${name}(${arg.name.value}:)`, arg.directives)),
  ];
}

function checkPlace(coordinate: string, directives: readonly ConstDirectiveNode[] = []): Violation[] {
  return FIGURES.flatMap(({ directive, argument, least }) =>
    directives
      .filter(({ name }) => name.value === directive)
      .flatMap(({ arguments: given = [] }) => given.find(({ name }) => name.value === argument)?.value ?? [])
      .filter((value) => !isBetween(value, least))
      .map(() => ({
        ...{ rule: 'cost' as const, coordinate },
        message: `"@${directive}(${argument}:)" is a whole number from ${least} to ${MOST_WEIGHT}`,
      })),
  );
}

const FIGURES = [
  { directive: 'cost', argument: 'weight', least: 0 },
  { directive: 'listSize', argument: 'assumedSize', least: 1 },
] as const;

/** Without a figure, which is what null says, there is nothing to judge. */
function isBetween(value: ConstValueNode, least: number): boolean {
  if (value.kind === Kind.NULL) return true;
  return value.kind === Kind.INT && Number(value.value) >= least && Number(value.value) <= MOST_WEIGHT;
}
