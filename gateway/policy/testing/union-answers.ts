/** What another company answers for a share's `content` that is refused, whichever engine reads it. Asked for: `UNION_FIELDS`. */
export const REFUSED_UNION_ANSWERS: readonly (readonly [string, unknown])[] = [
  ['another type of the contract', { __typename: 'Agent', t: 'SharedDocument' }],
  ['a type of a realm', { __typename: 'HarborThing', t: 'SharedDocument' }],
  ['the union itself', { __typename: 'ShareContent', t: 'ShareContent', title: 'T' }],
  ['an entity of the caller’s own company', { __typename: 'Workspace', t: 'Workspace' }],
  ['a prototype’s name', { __typename: 'constructor', t: 'SharedDocument' }],
  ['no type', { title: 'T' }],
  ['a type that is no text', { __typename: ['SharedDocument'], t: 'SharedDocument' }],
  ['a list', [{ __typename: 'SharedDocument', t: 'SharedDocument' }]],
  ['a text', 'SharedDocument'],
  ['a number for an instant', { __typename: 'SharedDocument', t: 'SharedDocument', updatedAt: 7 }],
];

/** The fields that are asked for of the union, `SharedDocument | SharedPrivateThread | SharedAgentCard`. */
export const UNION_FIELDS = `__typename t: __typename ... on SharedDocument { title updatedAt }
  ... on SharedPrivateThread { title messages { __typename body } }`;
