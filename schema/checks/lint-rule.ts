import {
  Kind,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type StringValueNode,
} from 'graphql';
import type { Finding } from './finding.ts';
import type { SdlModel } from './sdl-model.ts';

/** What the linter is told beside the SDL. */
export interface LintOptions {
  /** The day of the check, `YYYY-MM-DD`. */
  readonly today: string;
  /** Coordinates that are somebody else's to mend: of the contract, in a company's SDL. */
  readonly skip: (coordinate: string) => boolean;
}

/** Descriptions on everything, names of one kind, and deprecations that say until when. Warnings, all of them. */
export function lint({ definitions }: SdlModel, options: LintOptions): Finding[] {
  return definitions.flatMap((definition) => lintDefinition(definition, options));
}

interface Named {
  readonly kind: Kind;
  readonly name: { readonly value: string };
  readonly description?: StringValueNode | undefined;
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

function lintDefinition(definition: DefinitionNode, options: LintOptions): Finding[] {
  const findings: Finding[] = [];
  const above: string[] = [];
  visit(definition, {
    enter: (node) => {
      if (!isNamed(node)) return;
      above.push(node.name.value);
      const coordinate = coordinateOf(above);
      if (options.skip(coordinate)) return;
      findings.push(...[checkDescription, checkName].flatMap((check) => check(node, coordinate)));
      findings.push(...checkDeprecation(node, coordinate, options.today));
    },
    leave: (node) => {
      if (isNamed(node)) above.pop();
    },
  });
  return findings;
}

const NAMES: Partial<Record<Kind, { readonly form: RegExp; readonly said: string }>> = {
  ...forKinds(
    [
      Kind.OBJECT_TYPE_DEFINITION,
      Kind.INTERFACE_TYPE_DEFINITION,
      Kind.UNION_TYPE_DEFINITION,
      Kind.ENUM_TYPE_DEFINITION,
      Kind.INPUT_OBJECT_TYPE_DEFINITION,
      Kind.SCALAR_TYPE_DEFINITION,
      Kind.OBJECT_TYPE_EXTENSION,
      Kind.ENUM_TYPE_EXTENSION,
      Kind.INPUT_OBJECT_TYPE_EXTENSION,
    ],
    { form: /^[A-Z][A-Za-z0-9]*$/, said: 'a type’s name is written LikeThis' },
  ),
  ...forKinds([Kind.FIELD_DEFINITION, Kind.INPUT_VALUE_DEFINITION], {
    form: /^[a-z][A-Za-z0-9]*$/,
    said: 'a field’s or an argument’s name is written likeThis',
  }),
  ...forKinds([Kind.ENUM_VALUE_DEFINITION], {
    form: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/,
    said: 'an enum value is written LIKE_THIS',
  }),
};

function forKinds<T>(kinds: readonly Kind[], value: T): Partial<Record<Kind, T>> {
  return Object.fromEntries(kinds.map((kind) => [kind, value]));
}

function isNamed(node: ASTNode): node is ASTNode & Named {
  return node.kind in NAMES;
}

function checkDescription(node: Named, coordinate: string): Finding[] {
  if (/Extension$/.test(node.kind) || node.description) return [];
  return [finding('description', coordinate, 'has no description')];
}

function checkName(node: Named, coordinate: string): Finding[] {
  const rule = NAMES[node.kind];
  return rule && !rule.form.test(node.name.value) ? [finding('naming', coordinate, rule.said)] : [];
}

function checkDeprecation(node: Named, coordinate: string, today: string): Finding[] {
  const deprecated = node.directives?.find(({ name }) => name.value === 'deprecated');
  if (!deprecated) return [];
  const reason = deprecated.arguments?.find(({ name }) => name.value === 'reason')?.value;
  const until = reason?.kind === Kind.STRING ? /\b\d{4}-\d{2}-\d{2}\b/.exec(reason.value)?.[0] : undefined;
  if (until === undefined)
    return [finding('deprecation', coordinate, 'is deprecated without a date, as in "until 2027-03-31"')];
  return until < today ? [finding('deprecation', coordinate, `was to go on ${until}`)] : [];
}

/** `Type`, `Type.field` or `Type.field(argument:)`. */
function coordinateOf([type = '', field, argument]: readonly string[]): string {
  if (field === undefined) return type;
  return argument === undefined ? `${type}.${field}` : `${type}.${field}(${argument}:)`;
}

function finding(rule: string, coordinate: string, message: string): Finding {
  return { kind: 'lint', severity: 'warning', rule, coordinate, message };
}
