import type { ShapeFields } from './shape.ts';
import type { DataPath } from './targets.ts';

/** A path in a subgraph's answer as a path in the data: renamed as the answer is, and only as far as it was asked. */
export function dataPath(path: DataPath, shape: ShapeFields): DataPath {
  const known: (string | number)[] = [];
  let fields: ShapeFields | null | undefined = shape;
  for (const step of path) {
    if (typeof step === 'number') {
      known.push(step);
      continue;
    }
    const field: ReturnType<ShapeFields['get']> = fields?.get(step);
    if (!field) break;
    known.push(field.out);
    fields = field.children;
  }
  return known;
}
