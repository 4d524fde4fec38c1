import { Kind, parse, visit, type ASTNode } from 'graphql';
import type { Finding } from '#schema/checks/finding.ts';

/** An SDL file as it was read. */
export interface SdlFile {
  /** As the reader of a report knows it. */
  readonly path: string;
  readonly text: string;
}

/** Where a finding is in the files given; null for what is in none of them, such as a field that was removed. */
export interface LocatedFinding extends Finding {
  readonly at: {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly text: string;
  } | null;
}

/** Finds the place of each finding by its coordinate. */
export function locate(findings: readonly Finding[], files: readonly SdlFile[]): LocatedFinding[] {
  const places = files.map((file) => ({ file, places: placesIn(file.text) }));
  return findings.map((finding) => ({ ...finding, at: placeOf(finding.coordinate, places) }));
}

type Places = ReadonlyMap<string, { readonly line: number; readonly column: number }>;

function placeOf(
  coordinate: string,
  files: readonly { readonly file: SdlFile; readonly places: Places }[],
): LocatedFinding['at'] {
  const [type = ''] = coordinate.split('.');
  for (const name of [coordinate, coordinate.replace(/\(.*$/, ''), type]) {
    for (const { file, places } of files) {
      const found = places.get(name);
      if (found) return { path: file.path, ...found, text: file.text.split('\n')[found.line - 1] ?? '' };
    }
  }
  return null;
}

function placesIn(sdl: string): Places {
  const places = new Map<string, { line: number; column: number }>();
  const above: string[] = [];
  const document = parsed(sdl);
  if (!document) return places;
  visit(document, {
    enter: (node) => {
      if (!isNamed(node)) return;
      above.push(node.name.value);
      const token = node.name.loc?.startToken;
      if (token && !places.has(above.join('.')))
        places.set(above.join('.'), { line: token.line, column: token.column });
    },
    leave: (node) => {
      if (isNamed(node)) above.pop();
    },
  });
  return places;
}

type NamedNode = ASTNode & {
  readonly name: {
    readonly value: string;
    readonly loc?: { readonly startToken: { line: number; column: number } };
  };
};

function isNamed(node: ASTNode): node is NamedNode {
  return (
    /Definition$|Extension$/.test(node.kind) && node.kind !== Kind.OPERATION_DEFINITION && 'name' in node
  );
}

function parsed(sdl: string) {
  try {
    return parse(sdl);
  } catch {
    return null;
  }
}
