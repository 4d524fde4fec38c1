import { Kind, type TypeNode } from 'graphql';
import { getNamedType } from '../named-type.ts';
import type { SdlModel, SdlType } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/** What an SDL may at most be. The contract and the shared SDL are far below each. */
export const SDL_LIMITS = {
  /** Bytes in UTF-8. */
  bytes: 1_048_576,
  /** Lexical tokens. */
  tokens: 100_000,
  types: 1000,
  fieldsOfType: 300,
  /** Input types, one within another; a type that leads to itself counts once. */
  inputDepth: 8,
  /** Directives on one definition. */
  directives: 20,
  /** Lists, one within another. */
  lists: 4,
} as const;

/** Before it is read: an SDL may be a bomb for whoever parses it. */
export function checkSize(sdl: string): Violation[] {
  // Each UTF-16 unit is at least one byte in UTF-8 and at most three.
  const bytes = sdl.length > SDL_LIMITS.bytes ? sdl.length : new TextEncoder().encode(sdl).length;
  return bytes > SDL_LIMITS.bytes ? [violation('schema', 'bytes', SDL_LIMITS.bytes)] : [];
}

/** Once it is read. */
export function checkLimits(model: SdlModel): Violation[] {
  const types = [...model.types.values()];
  return [
    ...(types.length > SDL_LIMITS.types ? [violation('schema', 'types', SDL_LIMITS.types)] : []),
    ...types.flatMap(checkType),
    ...deepInputs(model).map((name) =>
      violation(name, 'levels of input types, one within another', SDL_LIMITS.inputDepth),
    ),
  ];
}

function checkType(type: SdlType): Violation[] {
  const crowded = [...type.fields].filter(
    ([, field]) => (field.directives?.length ?? 0) > SDL_LIMITS.directives,
  );
  return [
    ...(type.fields.size > SDL_LIMITS.fieldsOfType
      ? [violation(type.name, 'fields', SDL_LIMITS.fieldsOfType)]
      : []),
    ...(type.directives.length > SDL_LIMITS.directives
      ? [violation(type.name, 'directives', SDL_LIMITS.directives)]
      : []),
    ...[...type.fields]
      .filter(([, field]) => listsOf(field.type) > SDL_LIMITS.lists)
      .map(([name]) => violation(`${type.name}.${name}`, 'lists, one within another', SDL_LIMITS.lists)),
    ...crowded.map(([name]) => violation(`${type.name}.${name}`, 'directives', SDL_LIMITS.directives)),
  ];
}

/** How many lists a type is wrapped in. */
function listsOf(type: TypeNode): number {
  if (type.kind === Kind.NAMED_TYPE) return 0;
  return listsOf(type.type) + (type.kind === Kind.LIST_TYPE ? 1 : 0);
}

/** The input types that others stack up on too high. Each is measured once, and a way back to where one came from is no depth. */
function deepInputs({ types }: SdlModel): string[] {
  const inputs = [...types.values()].filter(({ kind }) => kind === 'input');
  const depths = new Map<string, number>();
  const depthOf = (type: SdlType): number => {
    const known = depths.get(type.name);
    if (known !== undefined) return known;
    depths.set(type.name, 0);
    const within = [...type.fields.values()].flatMap((field) => {
      const inner = types.get(getNamedType(field.type));
      return inner?.kind === 'input' ? [depthOf(inner)] : [];
    });
    const depth = 1 + Math.max(0, ...within);
    depths.set(type.name, depth);
    return depth;
  };
  return inputs.filter((type) => depthOf(type) > SDL_LIMITS.inputDepth).map(({ name }) => name);
}

function violation(coordinate: string, what: string, most: number): Violation {
  return { rule: 'limits', coordinate, message: `more than ${most} ${what}` };
}
