import { Kind, type ConstDirectiveNode } from 'graphql';

/**
 * Whether a field may cross to another company: whether it is tagged `shared`. Said once, for the schema check, the
 * gateway's cut and the subgraph's guard must never disagree. A tag under another name is none: the field stays private.
 */
export function isTaggedShared(field: {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}): boolean {
  return (field.directives ?? []).some((directive) => {
    const name = directive.arguments?.find((argument) => argument.name.value === 'name')?.value;
    return directive.name.value === 'tag' && name?.kind === Kind.STRING && name.value === 'shared';
  });
}
