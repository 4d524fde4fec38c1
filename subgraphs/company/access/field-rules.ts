import type { OwnPrincipal, Principal } from './principal-rules.ts';
import type { ObjectType } from './shared-fields.ts';

/** What people of the company read and its agents do not: where tools are called, and how people are reached. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'Tool.endpoint',
  'Tool.hasSecret',
  'Person.subject',
  'Person.email',
  'Person.phone',
  'Person.role',
]);

/**
 * Whether the principal may read a field of that object at all. Foreign callers get the tagged ones: a field is private
 * until its SDL says otherwise, so one that is added without a thought stays at home. An agent of the company reads of
 * itself what people do, and of other agents what is tagged.
 */
export function mayReadField(
  principal: Principal,
  type: ObjectType,
  field: string,
  object: unknown,
): boolean {
  if (principal.kind === 'nobody') return false;
  if (principal.kind === 'foreign') return type.sharedFields.has(field);
  return principal.callerKind === 'person' || mayAgentRead(principal, type, field, object);
}

function mayAgentRead(
  { reach }: OwnPrincipal,
  { name, sharedFields }: ObjectType,
  field: string,
  object: unknown,
): boolean {
  if (FOR_PEOPLE.has(`${name}.${field}`)) return false;
  if (name !== 'Agent' || sharedFields.has(field)) return true;
  return reach !== undefined && idOf(object) === reach.agentId;
}

function idOf(object: unknown): unknown {
  return typeof object === 'object' && object !== null && 'id' in object ? object.id : undefined;
}

/** Whether the principal may hold an object of the type as an entity: not if there is no field of it that it may read. */
export function mayReachEntity(principal: Principal, type: ObjectType): boolean {
  if (principal.kind === 'own') return true;
  return principal.kind === 'foreign' && type.sharedFields.size > 0;
}
