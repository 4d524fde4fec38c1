import type { Principal } from './principal-rules.ts';
import type { ObjectType } from './shared-fields.ts';

/**
 * Whether the principal may read a field at all. Foreign callers get the tagged ones: a field is private until its SDL
 * says otherwise, so one that is added without a thought stays at home.
 */
export function mayReadField(principal: Principal, type: ObjectType, field: string): boolean {
  if (principal.kind === 'own') return true;
  return principal.kind === 'foreign' && type.sharedFields.has(field);
}

/** Whether the principal may hold an object of the type as an entity: not if there is no field of it that it may read. */
export function mayReachEntity(principal: Principal, type: ObjectType): boolean {
  if (principal.kind === 'own') return true;
  return principal.kind === 'foreign' && type.sharedFields.size > 0;
}
