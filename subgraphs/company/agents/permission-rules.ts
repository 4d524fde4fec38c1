import { isIdOf } from '#schema/wire/ids.ts';
import type { CallerScope } from '#schema/wire/credentials.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** Where an agent may read and where it may post: ids, and nowhere else. */
export interface Access {
  readonly read: readonly string[];
  readonly post: readonly string[];
}

/** What an agent may do less than its place in teams and its attachments would let it. They narrow and never widen. */
export interface AgentPermissions {
  /** Teams and threads of the shared layer, a team standing for all of its threads; null: wherever it takes part. */
  readonly shared: Access | null;
  /** Knowledge sources that count among those attached to it; null: all of those. */
  readonly knowledgeIds: readonly string[] | null;
  /** The company's internal threads; null: all. */
  readonly privateThreads: Access | null;
}

/** The areas that permissions are kept by. */
export type PermissionArea =
  'READ_SHARED' | 'POST_SHARED' | 'USE_KNOWLEDGE' | 'READ_PRIVATE' | 'POST_PRIVATE';

/** Permissions as they are kept: a line for each area that is narrowed. */
export interface PermissionLine {
  readonly area: PermissionArea;
  readonly ids: readonly string[];
}

/** Reads permissions from their lines. Of a pair of which one is missing, the missing one opens nothing. */
export function permissionsOf(lines: readonly PermissionLine[]): AgentPermissions {
  const ids = (area: PermissionArea) => lines.find((line) => line.area === area)?.ids ?? null;
  const access = (read: readonly string[] | null, post: readonly string[] | null) =>
    read === null && post === null ? null : { read: read ?? [], post: post ?? [] };
  return {
    shared: access(ids('READ_SHARED'), ids('POST_SHARED')),
    knowledgeIds: ids('USE_KNOWLEDGE'),
    privateThreads: access(ids('READ_PRIVATE'), ids('POST_PRIVATE')),
  };
}

/** The lines that permissions are kept as. */
export function linesOf({ shared, knowledgeIds, privateThreads }: AgentPermissions): PermissionLine[] {
  const lines: [PermissionArea, readonly string[] | undefined][] = [
    ['READ_SHARED', shared?.read],
    ['POST_SHARED', shared?.post],
    ['USE_KNOWLEDGE', knowledgeIds ?? undefined],
    ['READ_PRIVATE', privateThreads?.read],
    ['POST_PRIVATE', privateThreads?.post],
  ];
  return lines.flatMap(([area, ids]) => (ids === undefined ? [] : [{ area, ids: [...new Set(ids)] }]));
}

/** What an agent's caller token says of its permissions in the shared layer; undefined when they narrow nothing there. */
export function scopeOf({ shared }: AgentPermissions): CallerScope | undefined {
  return shared === null ? undefined : { read: [...shared.read], post: [...shared.post] };
}

/** The most ids of one list; the shared layer's share travels in every token. */
const MOST_IDS = 50;

/** Everything that is wrong with permissions by themselves; whether the things are there is not asked. */
export function permissionErrors(permissions: AgentPermissions, company: string): UserError[] {
  const { shared, knowledgeIds, privateThreads } = permissions;
  const isShared = (id: string) => isIdOf(id, 'tem') || isIdOf(id, 'thr');
  return [
    ...listErrors([shared?.read, shared?.post], isShared, 'shared', 'teams and threads, tem_… and thr_…'),
    ...listErrors([knowledgeIds], (id) => isIdOf(id, 'kno', company), 'knowledgeIds', 'own sources, kno_…'),
    ...listErrors(
      [privateThreads?.read, privateThreads?.post],
      (id) => isIdOf(id, 'pth', company),
      'privateThreads',
      'own internal threads, pth_…',
    ),
  ];
}

function listErrors(
  lists: readonly (readonly string[] | null | undefined)[],
  isOne: (id: string) => boolean,
  field: string,
  what: string,
): UserError[] {
  const given = lists.filter((list) => list != null);
  if (given.some((list) => list.length > MOST_IDS))
    return [userError('INVALID_INPUT', `At most ${MOST_IDS} ids can be named here.`, field)];
  if (!given.flat().every(isOne))
    return [userError('INVALID_INPUT', `Only ids of ${what}, can be named here.`, field)];
  return [];
}
