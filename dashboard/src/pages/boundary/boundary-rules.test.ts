import { describe, expect, it } from '@jest/globals';
import { beginningOf, fieldsOf, isReadBy, thingsOf } from './boundary-rules.ts';

type Team = Parameters<typeof thingsOf>[0];

const company = (slug: string) => ({ __typename: 'Company' as const, slug, name: slug });
const agent: NonNullable<Team['participants'][number]['agent']> = {
  ...{ __typename: 'Agent', name: 'Ops', purpose: 'Launches', skills: ['a', 'b'], status: 'ACTIVE' },
  ...{ instructions: 'Follow the runbooks.', model: null },
  knowledge: [{ __typename: 'KnowledgeSource', title: 'runbooks' }],
  tools: [],
};
const participant = (id: string, of: string): Team['participants'][number] => ({
  ...{ __typename: 'Participant', id, displayName: id, title: null, kind: 'AGENT', status: 'ACTIVE' },
  ...{ company: company(of), agent, person: null },
});
const team: Team = {
  ...{ __typename: 'Team', id: 'tem_1' },
  participants: [participant('ours', 'acme'), participant('theirs', 'harbor')],
  shares: { __typename: 'ShareConnection', nodes: [] },
  threads: { __typename: 'ThreadConnection', nodes: [] },
};

describe('a thing from both sides', () => {
  it('is hidden but for what the view has, under the same labels', () => {
    const view: Parameters<typeof thingsOf>[1] = {
      __typename: 'CompanyView',
      entities: [
        {
          ...{ __typename: 'VisibleEntity', id: 'ours' },
          fields: [
            { __typename: 'VisibleField', path: 'agent.skills', value: '["a","b"]' },
            { __typename: 'VisibleField', path: 'agent.id', value: '"agt_1"' },
            { __typename: 'VisibleField', path: 'agent.name', value: '"Ops"' },
          ],
        },
      ],
    };
    const [thing, ...more] = thingsOf(team, view, 'acme');
    expect(more).toEqual([]);
    expect(thing?.theirs.map(({ label, value }) => [label, value])).toEqual([
      ['Name', 'Ops'],
      ['Skills', 'a, b'],
    ]);
    expect(thing?.ours.map(({ label, hidden }) => [label, hidden])).toEqual([
      ['Name', false],
      ['Skills', false],
      ['Purpose', true],
      ['Status', true],
      ['Instructions', true],
      ['Knowledge', true],
    ]);
  });

  it('is hidden whole where the view has nothing of it', () => {
    const [thing] = thingsOf(team, { __typename: 'CompanyView', entities: [] }, 'acme');
    expect(thing?.theirs).toEqual([]);
    expect(thing?.ours.every(({ hidden }) => hidden)).toBe(true);
  });
});

it('finds the messages of a thread by their place, and shortens what is long', () => {
  const messages = [{ body: 'hello', authorName: null, createdAt: '2026-03-03T12:00:00Z' }];
  expect(fieldsOf({ content: { messages } }).map(({ path, label }) => [path, label])).toEqual([
    ['content.messages.0.body', 'Message 1: text'],
    ['content.messages.0.createdAt', 'Message 1: written'],
  ]);
  expect(beginningOf('x'.repeat(401))).toContain('and 1 more characters');
});

it('hides a restricted thread from a company that is not in its roster', () => {
  const thread = (visibility: 'OPEN' | 'RESTRICTED'): Team['threads']['nodes'][number] => ({
    ...{ __typename: 'Thread', id: 'thr_1', title: 'x', visibility, notes: [] },
    participants: [
      { __typename: 'Participant', id: 'ours', company: { __typename: 'Company', slug: 'acme' } },
    ],
  });
  expect([isReadBy(thread('OPEN'), 'harbor'), isReadBy(thread('RESTRICTED'), 'harbor')]).toEqual([
    true,
    false,
  ]);
  expect(isReadBy(thread('RESTRICTED'), 'acme')).toBe(true);
});
