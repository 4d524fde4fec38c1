import { Kind, visit, type DocumentNode, type SelectionNode } from 'graphql';

/** The values of the variables that `@skip` and `@include` ask for. */
export type ConditionValues = Readonly<Record<string, unknown>>;

/** The variables on which it depends what of a document is asked at all. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      for (const { value } of node.arguments ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Whether a selection is asked for. */
export function isIncluded(node: SelectionNode, values: ConditionValues): boolean {
  for (const directive of node.directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const given = directive.arguments?.[0]?.value;
    const value =
      given?.kind === Kind.VARIABLE ? values[given.name.value] : given?.kind === Kind.BOOLEAN && given.value;
    if ((value === true) === (name === 'skip')) return false;
  }
  return true;
}
