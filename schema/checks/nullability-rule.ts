import { Kind } from 'graphql';
import { isShared, type SdlModel } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/**
 * Rule 3: on a type that has any field tagged `shared`, an untagged field is nullable. Other companies get null for it,
 * and a null in a non-null place would erase the shared fields beside it.
 */
export function checkNullability(company: SdlModel): Violation[] {
  return [...company.types.values()].flatMap((type) => {
    const fields = [...type.fields];
    if (!fields.some(([, field]) => isShared(field))) return [];
    return fields
      .filter(([, field]) => !isShared(field) && field.type.kind === Kind.NON_NULL_TYPE)
      .map(([name]) => ({
        rule: 'nullability' as const,
        coordinate: `${type.name}.${name}`,
        message: 'must be nullable or tagged "shared", for others get null for it',
      }));
  });
}
