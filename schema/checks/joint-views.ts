import { sha256 } from '../wire/hash.ts';
import type { SplitSdl } from './realm-split.ts';

/** Companies that serve the same SDL. */
export interface Member {
  readonly names: readonly string[];
  readonly sdl: string;
  /** Null where it has to be composed alone. */
  readonly split: SplitSdl | null;
}

/** Members whose views are composed as one, for they have the same base, and realms that do not meet. */
export type JointView = readonly Member[];

/** How large the realms of one joint view may be together, in characters. One that is larger alone stands alone. */
export const JOINT_REALMS = 400_000;

/** Puts together what can be composed together. */
export function planJointViews(members: readonly Member[], largest = JOINT_REALMS): JointView[] {
  const plans = new Map<string, OpenView[]>();
  const alone: JointView[] = [];
  for (const member of members) {
    if (member.split === null) {
      alone.push([member]);
      continue;
    }
    const base = sha256(member.split.base);
    const open = plans.get(base) ?? [];
    plans.set(base, open);
    const place = open.find((view) => hasRoom(view, member, largest)) ?? newView(open);
    place.members.push(member);
    place.size += member.split.realm.length;
    for (const coordinate of member.split.coordinates) place.coordinates.add(coordinate);
  }
  return [...[...plans.values()].flat().map((view) => view.members), ...alone];
}

interface OpenView {
  readonly members: Member[];
  readonly coordinates: Set<string>;
  size: number;
}

function newView(open: OpenView[]): OpenView {
  const view: OpenView = { members: [], coordinates: new Set(), size: 0 };
  open.push(view);
  return view;
}

function hasRoom(view: OpenView, { split }: Member, largest: number): boolean {
  if (split === null || view.size + split.realm.length > largest) return false;
  return split.coordinates.every((coordinate) => !view.coordinates.has(coordinate));
}

/** The company's side of a joint view, as SDL: that of a single member as it stands. */
export function jointSdl(view: JointView): string {
  const [first] = view;
  if (first === undefined || view.length === 1) return first?.sdl ?? '';
  return [first.split?.base ?? '', ...view.map(({ split }) => split?.realm ?? '')].join('\n');
}

/** What is common to all members of a view, where that composes by itself. */
export function wholeBase(view: JointView): string | null {
  const split = view[0]?.split;
  return view.length > 1 && split?.whole === true ? split.base : null;
}

/** The names of all its members. */
export function namesIn(view: JointView): string[] {
  return view.flatMap(({ names }) => names);
}

/** Two views with half of the members each. */
export function halves(view: JointView): JointView[] {
  const middle = Math.ceil(view.length / 2);
  return [view.slice(0, middle), view.slice(middle)];
}

/** Tells the coordinates that a company does not have in a view of its own: those of its neighbours' realms. */
export function foreignIn(view: JointView): (company: string, coordinate: string) => boolean {
  const owners = new Map<string, Member>();
  for (const member of view)
    for (const coordinate of member.split?.coordinates ?? []) owners.set(coordinate, member);
  return (company, coordinate) => {
    if (view.length === 1) return false;
    const [type = '', field = ''] = coordinate.split('.');
    const owner = owners.get(type) ?? owners.get(`${type}.${field}`);
    return owner !== undefined && !owner.names.includes(company);
  };
}
