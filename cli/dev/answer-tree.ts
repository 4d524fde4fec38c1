/** One line of an answer. Lines of two answers with equal places say the same thing for the two callers. */
export interface TreeLine {
  readonly place: string;
  readonly depth: number;
  readonly text: string;
}

const DOT = ' · ';
const INLINE_WIDTH = 80;

/**
 * Writes an answer as a compact tree: wrappers with one field are folded away (`company { slug }` is
 * `company.slug`, `threads { nodes }` is `threads`), and what is short and flat stands on one line.
 */
export function answerTree(data: unknown): TreeLine[] {
  return fields(data, '', 0);
}

function fields(value: unknown, place: string, depth: number): TreeLine[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const [path, inner] = fold(name, child);
    return field(path, inner, `${place}/${path}`, depth);
  });
}

function field(name: string, value: unknown, place: string, depth: number): TreeLine[] {
  const short = inline(value);
  if (short !== null) return [{ place, depth, text: `${name}: ${short}` }];
  const head = { place, depth, text: name };
  if (!Array.isArray(value)) return [head, ...fields(value, place, depth + 1)];
  return [head, ...value.flatMap((item, index) => listItem(item, `${place}/${index}`, depth + 1))];
}

/** An item's flat fields on its first line, the rest below. */
function listItem(item: unknown, place: string, depth: number): TreeLine[] {
  if (!isRecord(item)) return [{ place, depth, text: `- ${scalar(item)}` }];
  const all = Object.entries(item).map(([name, child]) => fold(name, child));
  const flat = all.filter(([, child]) => isScalar(child));
  const deep = all.filter(([, child]) => !isScalar(child));
  // Nobody behind a card is no news in a list; what is hidden of somebody is told where it is expected.
  const head = values(flat.filter(([, child]) => child !== null));
  const below = deep.flatMap(([name, child]) => field(name, child, `${place}/${name}`, depth + 1));
  return [{ place, depth, text: `- ${head}` }, ...below];
}

/** Text for what fits beside its name: a scalar, or a short list or group of scalars; null for all others. */
function inline(value: unknown): string | null {
  if (isScalar(value)) return scalar(value);
  if (Array.isArray(value) && value.length === 0) return 'none';
  const items = Object.entries(value ?? {}).map(([name, child]) => fold(name, child));
  if (!items.every(([, item]) => isScalar(item))) return null;
  const text = values(items);
  return text.length <= INLINE_WIDTH ? text : null;
}

function values(entries: readonly [string, unknown][]): string {
  return entries.map(([, value]) => scalar(value)).join(DOT);
}

function fold(name: string, value: unknown): [string, unknown] {
  if (!isRecord(value)) return [name, value];
  const [only, ...others] = Object.entries(value);
  if (!only || others.length > 0) return [name, value];
  return fold(only[0] === 'nodes' ? name : `${name}.${only[0]}`, only[1]);
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
