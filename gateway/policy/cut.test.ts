import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Kind, parse, print, stripIgnoredCharacters, visit, type DocumentNode } from 'graphql';
import { contractSdl } from '#schema/sdl.ts';
import { readContract } from './contract.ts';
import { cutToShared } from './cut.ts';

const contract = readContract(contractSdl());

function entities(selections: string, variables = '', rest = ''): DocumentNode {
  return parse(
    `query Named($representations: [_Any!]!${variables}) { _entities(representations: $representations) { ${selections} } } ${rest}`,
  );
}

/** What is left between the braces of `_entities`, without insignificant text; null when nothing is. */
function cut(selections: string, variables = '', rest = ''): string | null {
  const found = cutToShared(entities(selections, variables, rest), contract);
  if (!found) return null;
  const text = stripIgnoredCharacters(print(found.document));
  return /\{_entities\(representations:\$representations\)\{(.*)\}\}$/.exec(text)?.[1] ?? text;
}

describe('the cut to shared fields', () => {
  it.each([
    ['shared fields stay', '... on Agent { id name skills }', '...on Agent{id name skills}'],
    ['private fields go', '... on Agent { name instructions model }', '...on Agent{name}'],
    ['under an alias too', '... on Agent { name: instructions x: name }', '...on Agent{x:name}'],
    ['arguments change nothing', '... on Agent { tools(first: 1) { id } name }', '...on Agent{name}'],
    ['nested fields', '... on Participant { agent { name model } }', '...on Participant{agent{name}}'],
    [
      'whether there is one stays',
      '... on Participant { agent { model } }',
      '...on Participant{agent{__typename}}',
    ],
    [
      'private fields under shared ones',
      '... on Participant { agent { knowledge { title } name } }',
      '...on Participant{agent{name}}',
    ],
    [
      'inline fragments, with and without a type',
      '... on Agent { ... on Agent { name model } ... { model } ... @include(if: true) { purpose } }',
      '...on Agent{...on Agent{name}...@include(if:true){purpose}}',
    ],
    [
      'a fragment of another type inside',
      '... on Agent { ... on Person { email title } }',
      '...on Agent{...on Person{title}}',
    ],
    [
      'the members of a union',
      '... on Share { content { __typename ... on SharedAgentCard { name } ... on SharedPrivateThread { messages { body } } } }',
      '...on Share{content{__typename ...on SharedAgentCard{name}...on SharedPrivateThread{messages{body}}}}',
    ],
    [
      'a realm’s member of a union goes, and private fields of an entity in its place',
      '... on Share { content { ... on AcmeThing { x } ... on Agent { instructions } } }',
      '...on Share{content{__typename}}',
    ],
    ['realm fields go', '... on Agent { acmeScore name }', '...on Agent{name}'],
    ['realm types go', '... on AcmeCase { id } ... on Agent { name }', '...on Agent{name}'],
    [
      'private types go',
      '... on KnowledgeSource { id title } ... on Person { title }',
      '...on Person{title}',
    ],
    ['fields at no type go', 'id ... on Agent { name }', '...on Agent{name}'],
    ['an untyped fragment goes', '... { id } ... on Agent { name }', '...on Agent{name}'],
    ['__typename stays beside data', '... on Agent { __typename name }', '...on Agent{__typename name}'],
  ])('%s', (_, selections, expected) => expect(cut(selections)).toBe(expected));

  it.each([
    ['private fields alone', '... on Agent { instructions }'],
    ['__typename alone', '... on Agent { __typename t: __typename }'],
    ['__typename alone in a fragment', '... on Agent { ... { __typename } }'],
    ['an overlay', '... on Thread { notes { body } }'],
    ['a realm type', '... on AcmeCase { id }'],
    ['a prototype’s name as a type', '... on constructor { id }'],
    ['a prototype’s name as a field', '... on Agent { constructor toString }'],
    ['a fragment that cannot be found', '...Missing'],
  ])('leaves nothing of %s', (_, selections) => expect(cut(selections)).toBeNull());

  it('follows named fragments and sends none', () => {
    const fragments = 'fragment A on Agent { name model ...B } fragment B on Agent { instructions purpose }';
    expect(cut('... on Agent { ...A }', '', fragments)).toBe(
      '...on Agent{...on Agent{name ...on Agent{purpose}}}',
    );
    expect(cut('...A', '', fragments)).toBe('...on Agent{name ...on Agent{purpose}}');
  });

  it('keeps conditions with their variables, and drops every other variable', () => {
    const document = entities(
      '... on Agent { name @include(if: $named) tools(first: $secret) { id } purpose @skip(if: true) }',
      ', $named: Boolean! = true, $secret: Int',
    );
    const found = cutToShared(document, contract);
    expect(found?.variables).toEqual(new Set(['representations', 'named']));
    const text = stripIgnoredCharacters(print(found?.document ?? document));
    expect(text).toContain('($representations:[_Any!]!$named:Boolean!=true)');
    expect(text).toContain('name@include(if:$named)purpose@skip(if:true)');
    expect(text).not.toContain('secret');
  });

  it('says nothing of the operation’s name and directives', () => {
    const document = parse(
      'query Secret($representations: [_Any!]!) @plan(for: "x") { _entities(representations: $representations) { ... on Agent { name } } me { id } }',
    );
    const found = cutToShared(document, contract);
    expect(stripIgnoredCharacters(print(found?.document ?? document))).toBe(
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Agent{name}}}',
    );
    expect(found?.entityTypes).toEqual(new Set(['Agent']));
  });

  it('has nothing to do with a fetch for root fields', () => {
    expect(cutToShared(parse('{ workspace { agents { id } } }'), contract)).toBeNull();
  });
});

const TYPES = ['Agent', 'Person', 'Participant', 'Thread', 'Tool', 'AcmeCase', 'constructor', '__proto__'];
const FIELDS = [
  ...new Set([...contract.types.values()].flatMap((fields) => [...fields.keys()])),
  ...['__typename', 'acmeX', '__proto__', 'constructor'],
];

const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
  selection: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(fc.constantFrom('', 'x: ', 'name: '), fc.constantFrom(...FIELDS))
      .map(([alias, field]) => alias + field),
    fc.tuple(fc.constantFrom(...FIELDS), tie('selections')).map(([field, inner]) => `${field} { ${inner} }`),
    fc
      .tuple(fc.constantFrom(...TYPES), tie('selections'))
      .map(([type, inner]) => `... on ${type} { ${inner} }`),
  ),
}));

/** Every field of a document with the type that it stands on, as the contract sees it. */
function fieldsOf(document: DocumentNode): { type: string; field: string }[] {
  const found: { type: string; field: string }[] = [];
  const types: string[] = [''];
  visit(document, {
    Field: {
      enter: (node) => {
        const type = types.at(-1) ?? '';
        found.push({ type, field: node.name.value });
        types.push(contract.types.get(type)?.get(node.name.value)?.type ?? '');
      },
      leave: () => void types.pop(),
    },
    InlineFragment: {
      enter: (node) => void types.push(node.typeCondition?.name.value ?? types.at(-1) ?? ''),
      leave: () => void types.pop(),
    },
  });
  return found;
}

describe('any cut', () => {
  it('holds shared fields of the contract and __typename, nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), selections, (type, inner) => {
        const found = cutToShared(entities(`... on ${type} { ${inner} }`), contract);
        if (!found) return;
        const strange = fieldsOf(found.document).filter(
          (place) =>
            place.field !== '_entities' &&
            place.field !== '__typename' &&
            contract.types.get(place.type)?.get(place.field)?.shared !== true,
        );
        expect(strange).toEqual([]);
        expect(found.document.definitions.map(({ kind }) => kind)).toEqual([Kind.OPERATION_DEFINITION]);
        expect(parse(print(found.document)).definitions).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });
});
