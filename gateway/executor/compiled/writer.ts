import {
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { Code } from './code.ts';
import { leafWriter } from './leaf.ts';
import type { DataObject } from './reader.ts';
import type { OutField, Selection } from './selection.ts';

/** Thrown where data are not as the schema says: null propagates then, and errors have places. */
export const UNFIT: unique symbol = Symbol('unfit');

/** Writes an object's JSON text. @throws UNFIT */
type WriteObject = (object: DataObject) => string;

/**
 * Compiles what was asked to a function that writes data which are as the schema says, straight to JSON text.
 *
 * @throws UNFIT, from that function, when they are not: see `complete`
 */
export function compileWriter(root: Selection): WriteObject {
  return compileSelection(root, new WeakMap());
}

type Compiled = WeakMap<Selection, WriteObject>;

function compileSelection(selection: Selection, compiled: Compiled): WriteObject {
  const known = compiled.get(selection);
  if (known) return known;
  const { type } = selection;
  const fresh =
    isObjectType(type) || !selection.byType
      ? compileObject(selection, type as GraphQLObjectType | GraphQLInterfaceType, compiled)
      : compileByType(selection, compiled);
  compiled.set(selection, fresh);
  return fresh;
}

/** One writer per type of object, made when the first of that type is written. */
function compileByType(selection: Selection, compiled: Compiled): WriteObject {
  const writers = new Map<string, WriteObject>();
  return (object) => {
    const name = object['__typename'] as string;
    let write = writers.get(name);
    if (!write) {
      const type = selection.objectType(name);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- caught next door, on every failing answer
      if (!type) throw UNFIT;
      write = compileObject(selection, type, compiled);
      writers.set(name, write);
    }
    return write(object);
  };
}

function compileObject(
  selection: Selection,
  type: GraphQLObjectType | GraphQLInterfaceType,
  compiled: Compiled,
): WriteObject {
  const code = new Code();
  const unfit = code.ref(UNFIT);
  const fields = selection.fieldsOf(type);
  const parts = fields.map((field, index) => {
    const before = code.text(`${index === 0 ? '' : ','}${JSON.stringify(field.key)}:`);
    if (field.type === null) return `s+=${before}+${code.text(JSON.stringify(type.name))};`;
    const value = `o[${code.text(field.data)}]`;
    if (field.ready) return `s+=${before}+${value};`;
    const write = code.ref(compileValue(field.type, field, compiled));
    return `s+=${before}+${write}(${value});`;
  });
  return code.build(
    `return function(o){if(typeof o!=="object"||Array.isArray(o))throw ${unfit};` +
      `let s="{";${parts.join('')}return s+"}";};`,
  ) as WriteObject;
}

type WriteValue = (value: unknown) => string;

function compileValue(type: GraphQLOutputType, field: OutField, compiled: Compiled): WriteValue {
  const code = new Code();
  const unfit = code.ref(UNFIT);
  const nothing = isNonNullType(type) ? `throw ${unfit}` : 'return "null"';
  const begin = `return function(v){if(v===null||v===undefined)${nothing};`;
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const item = code.ref(compileValue(inner.ofType, field, compiled));
    return code.build(
      `${begin}if(!Array.isArray(v))throw ${unfit};const n=v.length;if(n===0)return"[]";` +
        `let s="["+${item}(v[0]);for(let i=1;i<n;i++)s+=","+${item}(v[i]);return s+"]";};`,
    ) as WriteValue;
  }
  if (isLeafType(inner)) {
    const leaf = code.ref(leafWriter(inner));
    return code.build(`${begin}const s=${leaf}(v);if(s===null)throw ${unfit};return s;};`) as WriteValue;
  }
  if (!field.selection) throw new Error(`"${field.key}" is asked without a selection`);
  const object = code.ref(compileSelection(field.selection, compiled));
  return code.build(`${begin}return ${object}(v);};`) as WriteValue;
}
