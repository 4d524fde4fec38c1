import { Kind } from 'graphql';
import { isTaggedShared } from '../shared-tag.ts';
import type { SdlModel, SdlType } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/**
 * Rule 3: a null in a non-null place erases the fields beside it. So an untagged field is nullable on a type that has
 * any field tagged `shared`, for other companies get null for it; and so is what a company adds to the shared layer's
 * types and root fields, for all get null for it while the company does not answer.
 */
export function checkNullability(company: SdlModel, shared: SdlModel): Violation[] {
  return [...company.types.values()].flatMap((type) => {
    const owned = shared.types.get(type.name);
    const tagged = [...type.fields.values()].some(isTaggedShared);
    if (!tagged && !owned) return [];
    return nonNullFields(type, owned).map((name) => ({
      rule: 'nullability' as const,
      coordinate: `${type.name}.${name}`,
      message: owned
        ? 'must be nullable, for it is null while the company does not answer'
        : 'must be nullable or tagged "shared", for others get null for it',
    }));
  });
}

function nonNullFields(type: SdlType, owned: SdlType | undefined): string[] {
  return [...type.fields]
    .filter(([name, field]) => !isTaggedShared(field) && !owned?.fields.has(name) && isNonNull(field))
    .map(([name]) => name);
}

function isNonNull(field: { readonly type: { readonly kind: Kind } }): boolean {
  return field.type.kind === Kind.NON_NULL_TYPE;
}
