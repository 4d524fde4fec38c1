import { Code } from './code.ts';
import type { ShapeField, ShapeFields } from './shape.ts';

/** An object of the data that answers are merged into. */
export type DataObject = Record<string, unknown>;

/** Stands in data where a subgraph's answer had another form than was asked for. */
export const MISSHAPEN: unique symbol = Symbol('misshapen');

/**
 * Reads answers of one shape: what was asked for and nothing else, under the keys of the data. Objects whose type is
 * known have that type, whatever the answer says.
 */
export interface Reader {
  /** A copy of an answer: of an object, a list of them, or null; `MISSHAPEN` for anything else. */
  readonly read: (given: unknown) => unknown;
  /**
   * Adds an answer, an object, to an object of the data. With `shared`, what `read` made of the same answer, objects
   * below come from there and are shared between all that it is merged into.
   */
  readonly merge: (into: DataObject, given: DataObject, shared: DataObject | null) => void;
}

/** Lists within lists that are read: more than any schema has, and far fewer than the stack takes. */
const MOST_LISTS = 64;

/**
 * Compiles the reader of a shape.
 *
 * @param type the object type of what is read; null where the answer says it
 * @param isObjectType whether a type is an object type, and so more exact than an interface's name
 */
export function compileReader(
  shape: ShapeFields,
  type: string | null,
  isObjectType: ReadonlySet<string>,
): Reader {
  const code = new Code();
  const functions: string[] = [];
  const name = emit({ shape, type }, { code, functions, objects: code.ref(isObjectType) });
  return code.build(`${functions.join('')}return{read:read${name},merge:merge${name}};`) as Reader;
}

interface Emitter {
  readonly code: Code;
  readonly functions: string[];
  readonly objects: string;
}

/** Writes `readN`, `mergeN` and `joinN` for a shape; gives N. */
function emit({ shape, type }: { shape: ShapeFields; type: string | null }, emitter: Emitter): number {
  const { code, functions } = emitter;
  const bad = code.ref(MISSHAPEN);
  const entries = [...byOut(shape)].map(([out, fields]) => {
    const sources = fields.map((field) => source(field, type, emitter));
    return { out, sources, key: code.text(out), isTypename: fields.some(({ isTypename }) => isTypename) };
  });
  const id = functions.length;
  const literal = entries.map(({ key, sources }) => `${key}:${firstKnown(sources.map(({ read }) => read))}`);
  const merges = entries.map(({ key, sources, isTypename }) => mergeOne(key, sources, isTypename, emitter));
  functions.push(
    `function read${id}(v,d){if(v===null||v===undefined)return v;if(typeof v!=="object")return ${bad};` +
      `if(Array.isArray(v)){if(d>${MOST_LISTS})return ${bad};const n=v.length,a=new Array(n),l=(d|0)+1;` +
      `for(let i=0;i<n;i++)a[i]=read${id}(v[i],l);return a;}` +
      `return{${literal.join(',')}};}`,
    `function merge${id}(t,v,s){let x,e;${merges.join('')}}`,
    `function join${id}(e,v){if(e===null||e===undefined||e===${bad})return read${id}(v);` +
      `if(v===null||typeof v!=="object"||typeof e!=="object")return e;` +
      `if(Array.isArray(e)){if(Array.isArray(v)&&v.length===e.length)for(let i=0;i<e.length;i++)e[i]=join${id}(e[i],v[i]);return e;}` +
      `if(!Array.isArray(v))merge${id}(e,v,null);return e;}`,
  );
  return id;
}

interface Source {
  /** The value as it came. */
  readonly raw: string;
  /** The value as it is kept. */
  readonly read: string;
  /** Of objects, the number of their functions. */
  readonly child: number | null;
}

function source(field: ShapeField, type: string | null, emitter: Emitter): Source {
  const raw = `v[${emitter.code.text(field.key)}]`;
  if (field.isTypename) {
    const given = `(typeof ${raw}==="string"?${raw}:undefined)`;
    const read = type === null ? given : emitter.code.text(type);
    return { raw: read, read, child: null };
  }
  if (!field.children) return { raw, read: raw, child: null };
  const child = emit({ shape: field.children, type: field.type }, emitter);
  return { raw, read: `read${child}(${raw})`, child };
}

/** Several keys of an answer can stand for one key of the data, each for another type: one of them is there. */
function firstKnown(reads: readonly string[]): string {
  return reads.length === 1 ? (reads[0] ?? '') : `(${reads.map((read) => `(${read})`).join('??')})`;
}

function mergeOne(key: string, sources: readonly Source[], isTypename: boolean, emitter: Emitter): string {
  const { objects } = emitter;
  return sources
    .map(({ raw, child }) => {
      const begin = `x=${raw};if(x!==undefined){`;
      if (isTypename) return `${begin}if(t[${key}]===undefined||${objects}.has(x))t[${key}]=x;}`;
      if (child === null) return `${begin}if(x!==null||t[${key}]===undefined)t[${key}]=x;}`;
      const fresh = `s!==null?s[${key}]:read${child}(x)`;
      return `${begin}e=t[${key}];t[${key}]=e===undefined||e===null?(${fresh}):join${child}(e,x);}`;
    })
    .join('');
}

function byOut(shape: ShapeFields): Map<string, ShapeField[]> {
  const grouped = new Map<string, ShapeField[]>();
  for (const field of shape.values()) grouped.set(field.out, [...(grouped.get(field.out) ?? []), field]);
  return grouped;
}
