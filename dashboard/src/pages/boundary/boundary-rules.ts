import type { BoundaryQuery } from '../../gql/graphql.ts';

type Team = NonNullable<BoundaryQuery['team']>;
type View = NonNullable<NonNullable<BoundaryQuery['workspace']>['viewAs']>;

/** One value of a thing, for people. */
export interface SeenField {
  /** Where it stands under the thing: `agent.name`. */
  readonly path: string;
  readonly label: string;
  readonly value: string;
}

/** A thing in the team, as both sides see it. */
export interface SeenThing {
  readonly id: string;
  readonly title: string;
  /** What kind of thing, for people. */
  readonly kind: string;
  /** What the caller's company sees; `hidden` is what the other one does not. */
  readonly ours: readonly (SeenField & { readonly hidden: boolean })[];
  /** What the other company sees. */
  readonly theirs: readonly SeenField[];
}

/** The company's participants and standing shares, each beside what `viewAs` says that the other company sees of it. */
export function thingsOf(team: Team, view: View, own: string): SeenThing[] {
  const seen = new Map((view.entities ?? []).map(({ id, fields }) => [id, fields]));
  const participants = team.participants
    .filter(({ company, status }) => company.slug === own && status === 'ACTIVE')
    .map(({ id, displayName, kind, agent, person }) =>
      beside(id, displayName, kind === 'AGENT' ? 'Agent' : 'Person', { agent, person }, seen),
    );
  const shares = team.shares.nodes
    .filter(({ company, state }) => company.slug === own && state === 'ACTIVE')
    .map(({ id, note, targetKind, content }) =>
      beside(id, note ?? TARGETS[targetKind], TARGETS[targetKind], { content }, seen),
    );
  return [...participants, ...shares];
}

function beside(
  id: string,
  title: string,
  kind: string,
  thing: object,
  seen: ReadonlyMap<string, readonly { readonly path: string; readonly value: string }[]>,
): SeenThing {
  const theirs = (seen.get(id) ?? [])
    .filter(({ path }) => !/(?:^|\.)id$/.test(path))
    .map(({ path, value }) => fieldAt(path, JSON.parse(value) as unknown));
  const paths = new Set(theirs.map(({ path }) => path));
  // What both see comes first, so that it stands side by side.
  const ours = fieldsOf(thing)
    .map((field) => ({ ...field, hidden: !paths.has(field.path) }))
    .sort((a, b) => Number(a.hidden) - Number(b.hidden));
  return { id, title, kind, ours, theirs: inOrderOf(ours, theirs) };
}

/** As our side has them, so that the eye finds the same thing at the same place. */
function inOrderOf(ours: readonly SeenField[], theirs: readonly SeenField[]): SeenField[] {
  const place = (field: SeenField) => {
    const index = ours.findIndex(({ path }) => path === field.path);
    return index < 0 ? ours.length : index;
  };
  return [...theirs].sort((a, b) => place(a) - place(b));
}

/** Every value in a thing that is there, by its path. What is empty is nothing to hide. */
export function fieldsOf(thing: object, under = ''): SeenField[] {
  return Object.entries(thing).flatMap(([name, value]: [string, unknown]) => {
    if (name === '__typename' || name === 'id' || value === null || value === undefined) return [];
    const path = under === '' ? name : `${under}.${name}`;
    const plain = Array.isArray(value) ? listOf(value) : value;
    if (Array.isArray(plain) && plain.length === 0) return [];
    if (Array.isArray(plain) && typeof plain[0] !== 'object') return [fieldAt(path, plain)];
    return typeof plain === 'object' ? fieldsOf(plain, path) : [fieldAt(path, plain)];
  });
}

/** Things that have nothing but a name are a list of names. */
function listOf(values: readonly unknown[]): readonly unknown[] {
  const names = values.map((value) => {
    if (typeof value !== 'object' || value === null) return [value];
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      name === '__typename' ? [] : [inner],
    );
  });
  return names.every((inner) => inner.length === 1) ? names.flat() : values;
}

function fieldAt(path: string, value: unknown): SeenField {
  const [, message] = /messages\.(\d+)\./.exec(path) ?? [];
  const name = path.split('.').at(-1) ?? path;
  const label = (path.startsWith('person.') && name === 'title' ? 'Role' : LABELS[name]) ?? name;
  return {
    path,
    label: message === undefined ? label : `Message ${Number(message) + 1}: ${label.toLowerCase()}`,
    value: said(name, Array.isArray(value) ? value.join(', ') : String(value)),
  };
}

/** Values of a closed set are written as words: `ACTIVE` is `Active`. */
function said(name: string, value: string): string {
  return name === 'status' || name === 'role' ? value.slice(0, 1) + value.slice(1).toLowerCase() : value;
}

/** The beginning of a text, and how much more there is: a document may have millions of characters. */
export function beginningOf(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)} … and ${text.length - LONGEST} more characters`;
}

const LONGEST = 400;

/** Whether another company reads a thread: in a restricted one it has to be in the roster. */
export function isReadBy(thread: Team['threads']['nodes'][number], company: string): boolean {
  return (
    thread.visibility !== 'RESTRICTED' || thread.participants.some((each) => each.company.slug === company)
  );
}

const TARGETS: Readonly<Record<Team['shares']['nodes'][number]['targetKind'], string>> = {
  DOCUMENT: 'Document, shown by reference',
  PRIVATE_THREAD: 'Part of an internal thread, shown by reference',
  AGENT: 'Agent’s card, shown by reference',
};

const LABELS: Readonly<Record<string, string>> = {
  ...{ name: 'Name', displayName: 'Name', title: 'Title', timeZone: 'Time zone', purpose: 'Purpose' },
  ...{ skills: 'Skills', status: 'Status', instructions: 'Instructions', model: 'Model' },
  ...{ knowledge: 'Knowledge', tools: 'Tools', email: 'E-mail', phone: 'Phone', role: 'Rights' },
  ...{ body: 'Text', mediaType: 'Format', updatedAt: 'Changed', authorName: 'Author', createdAt: 'Written' },
};
