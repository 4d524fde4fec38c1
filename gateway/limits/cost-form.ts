/** How long a list is: the most of what was given, `otherwise` when nothing was. */
export interface Size {
  readonly given: readonly number[];
  readonly variables: readonly { readonly name: string; readonly usual: number | null }[];
  readonly otherwise: number;
}

/** A cost that depends on a variable: as often as a list is long, what one of it costs. */
export interface Term {
  readonly size: Size;
  readonly each: Cost;
}

/** A cost in closed form: what is known beforehand, and each term with how often it counts. */
export interface Cost {
  readonly constant: number;
  readonly terms: ReadonlyMap<Term, number>;
}

/** Costs nothing. */
export const NO_COST: Cost = { constant: 0, terms: new Map() };
/** No cost goes higher. */
export const MOST_COST = 1_000_000_000_000;

/** The costs together. */
export function sumOf(costs: readonly Cost[]): Cost {
  if (costs.length === 1 && costs[0]) return costs[0];
  const terms = new Map<Term, number>();
  let constant = 0;
  for (const cost of costs) {
    constant = cap(constant + cost.constant);
    for (const [term, times] of cost.terms) terms.set(term, cap((terms.get(term) ?? 0) + times));
  }
  return { constant, terms };
}

/** A cost for each of a list. What no variable decides is worked out here and now. */
export function timesSize(each: Cost, size: Size): Cost {
  if (size.variables.length > 0) return { constant: 0, terms: new Map([[{ size, each }, 1]]) };
  const times = lengthOf(size, {});
  const terms = [...each.terms].map(([term, before]) => [term, cap(before * times)] as const);
  return { constant: cap(each.constant * times), terms: new Map(terms) };
}

/** What it comes to with these variables, as they were sent. A term is worked out once, however often it counts. */
export function costWith(cost: Cost, variables: Readonly<Record<string, unknown>>): number {
  const known = new Map<Term, number>();
  const valueOf = ({ constant, terms }: Cost): number => {
    let value = constant;
    for (const [term, times] of terms) value = cap(value + times * termValue(term));
    return value;
  };
  const termValue = (term: Term): number => {
    const before = known.get(term);
    if (before !== undefined) return before;
    const value = cap(lengthOf(term.size, variables) * valueOf(term.each));
    known.set(term, value);
    return value;
  };
  return valueOf(cost);
}

function lengthOf({ given, variables, otherwise }: Size, values: Readonly<Record<string, unknown>>): number {
  const named = variables.map(({ name, usual }) => (Object.hasOwn(values, name) ? values[name] : usual));
  const lengths = [...given, ...named.filter((value) => typeof value === 'number')];
  return lengths.length === 0 ? otherwise : Math.max(1, ...lengths);
}

function cap(value: number): number {
  return Math.min(value, MOST_COST);
}
