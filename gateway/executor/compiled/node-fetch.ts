import { Kind, type FieldNode, type ValueNode } from 'graphql';
import { MOST_NODES } from '#schema/node-sdl.ts';
import { ID_TYPES, parseId } from '#schema/wire/ids.ts';
import type { RootFetch } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import type { Execution } from './execution.ts';
import type { DataObject } from './reader.ts';
import type { Step } from './root-fetch.ts';
import { shapeOf, type ShapeFields } from './shape.ts';

/**
 * Compiles a fetch of `node` and `nodes`: of each id no more than the type that it names, without a word of whether
 * there is such a thing. The rest of the plan asks the owners.
 */
export function compileNodeFetch(fetch: RootFetch, types: SupergraphTypes): Step {
  const shape = shapeOf(fetch.selections, types.roots.query, types, fetch.renames);
  const fields = fetch.selections.filter((node) => node.kind === Kind.FIELD);
  const possible = types.possible.get('Node') ?? new Set();

  return (execution) => {
    for (const field of fields) {
      const asked = shape.get(field.alias?.value ?? field.name.value);
      if (!asked?.children) continue;
      const { children } = asked;
      const ids = idsOf(field, execution);
      if (ids.length > MOST_NODES) {
        execution.fail([asked.out], {
          code: 'BAD_USER_INPUT',
          message: `At most ${MOST_NODES} ids are taken at once.`,
        });
        continue;
      }
      const nodes = ids.map((id) => nodeOf(id, children, possible));
      execution.data[asked.out] = field.name.value === 'nodes' ? nodes : nodes[0];
    }
    return undefined;
  };
}

function nodeOf(id: unknown, shape: ShapeFields, possible: ReadonlySet<string>): DataObject | null {
  const kind = parseId(id)?.kind;
  const type = kind !== undefined && kind in ID_TYPES ? ID_TYPES[kind as keyof typeof ID_TYPES] : null;
  if (type === null || !possible.has(type)) return null;
  return Object.fromEntries([...shape.values()].map(({ out, isTypename }) => [out, isTypename ? type : id]));
}

function idsOf(field: FieldNode, execution: Execution): readonly unknown[] {
  const given = valueOf(field.arguments?.[0]?.value, execution);
  return Array.isArray(given) ? given : [given];
}

function valueOf(node: ValueNode | undefined, execution: Execution): unknown {
  switch (node?.kind) {
    case Kind.VARIABLE:
      return execution.variable(node.name.value);
    case Kind.LIST:
      return node.values.map((value) => valueOf(value, execution));
    case Kind.STRING:
    case Kind.INT:
      return node.value;
    default:
      return null;
  }
}
