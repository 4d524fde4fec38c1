import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ERROR_TABLE, SubgraphFailure, tableError, type ErrorCode } from '../../errors.ts';
import {
  createViewUnderTest,
  IDS,
  nameOf,
  par,
  PEOPLE,
  reference,
  TEAM,
  type Answering,
} from './testing/view-under-test.ts';

const view = createViewUnderTest();
beforeEach(view.reset);
afterAll(view.close);

const companies =
  (answer: Answering): Answering =>
  (one) =>
    one.target.kind === 'foreign' && one.target.company === 'harbor' ? answer(one) : reference(one);

const AGENTS = '{ team { participants { displayName agent { name model } } } }';
const OTHERS = [{ agent: { name: 'own', model: 'secret' } }, { agent: { name: 'nimbus', model: null } }];

describe('entities', () => {
  it('are view.seen.asked of their owners, each once, and of others than the own only what is shared', async () => {
    view.seen.answering = (one) =>
      one.target.kind === 'shared'
        ? { data: { team: { ...TEAM, participants: [...PEOPLE, ...PEOPLE] } } }
        : reference(one);
    const { data, errors } = await view.run(AGENTS);
    expect(errors).toBeUndefined();
    expect(
      view.seen.asked.slice(1).map(({ target, variables }) => [nameOf(target), variables.representations]),
    ).toEqual([
      ['harbor', [par('harbor', 1), par('harbor', 3)]],
      ['own', [par('acme', 2)]],
      ['nimbus', [par('nimbus', 4)]],
    ]);
    expect(
      view.seen.asked.filter(({ target }) => target.kind === 'foreign').map(({ query }) => query),
    ).toEqual(
      new Array(2).fill(
        'query($representations:[_Any!]!){_entities(representations:$representations){...on Participant{agent{name}}}}',
      ),
    );
    expect(
      (data?.['team'] as { participants: { agent: unknown }[] }).participants.map(({ agent }) => agent),
    ).toEqual(
      [0, 0].flatMap(() => [
        { name: 'harbor', model: null },
        { name: 'own', model: 'secret' },
        { name: 'harbor', model: null },
        { name: 'nimbus', model: null },
      ]),
    );
  });

  it('are view.seen.asked for in one request where several places want the same program', async () => {
    view.seen.answering = (one) => {
      if (one.target.kind === 'shared')
        return {
          data: { team: { ...TEAM, threads: { nodes: [{ __typename: 'Thread', id: IDS.thread }] } } },
        };
      if (one.target.kind === 'foreign') return reference(one);
      return { data: { _e0: [{ notes: [{ body: 'n' }] }], _e1: [{ agent: { name: 'own' } }] } };
    };
    const { errors } = await view.run(
      '{ team { participants { agent { name } } threads { nodes { notes { body } } } } }',
    );
    const own = view.seen.asked.filter(({ target }) => target.kind === 'own');
    expect(own).toHaveLength(1);
    expect(own[0]?.query).toMatch(/_e0:_entities.*_e1:_entities/);
    for (const { target, query } of view.seen.asked)
      if (target.kind === 'foreign') expect(query).not.toContain('notes');
    expect(errors).toBeUndefined();
  });

  it('that nobody may be view.seen.asked for are null, without a word', async () => {
    view.seen.answering = companies(() => null);
    const { data, errors } = await view.run(AGENTS);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      team: { participants: [{ agent: null }, OTHERS[0], { agent: null }, OTHERS[1]] },
    });
  });
});

describe('a program in trouble', () => {
  const HARBORS = [0, 2].map((place) => ['team', 'participants', place, 'agent']);
  const fail = (error: Error) => () => {
    throw error;
  };
  const list = (entity: unknown) => ({ data: { _entities: [entity, { agent: { name: 'fine' } }] } });

  it.each<[string, Answering, ErrorCode, number]>([
    ['is down', fail(new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'secret')), 'SUBGRAPH_UNAVAILABLE', 2],
    ['is slow', fail(new SubgraphFailure('SUBGRAPH_TIMEOUT', 'secret')), 'SUBGRAPH_TIMEOUT', 2],
    ['meets a bug of ours', fail(new TypeError('secret')), 'INTERNAL_SERVER_ERROR', 2],
    ['answers no JSON', () => '<html>secret', 'SUBGRAPH_INVALID_RESPONSE', 2],
    ['answers a list', () => '[]', 'SUBGRAPH_INVALID_RESPONSE', 2],
    ['answers no data', () => ({}), 'SUBGRAPH_INVALID_RESPONSE', 2],
    ['answers too few', () => ({ data: { _entities: [null] } }), 'SUBGRAPH_INVALID_RESPONSE', 2],
    ['answers too many', () => ({ data: { _entities: [null, null, null] } }), 'SUBGRAPH_INVALID_RESPONSE', 2],
    [
      'answers errors alone',
      () => ({ errors: [{ message: 'secret', extensions: { code: 'BAD_USER_INPUT' } }] }),
      'SUBGRAPH_ERROR',
      2,
    ],
    ['answers a list for an object', () => list({ agent: [] }), 'SUBGRAPH_INVALID_RESPONSE', 1],
    ['answers an object for text', () => list({ agent: { name: {} } }), 'SUBGRAPH_INVALID_RESPONSE', 1],
    ['answers text for an entity', () => list('secret'), 'SUBGRAPH_INVALID_RESPONSE', 1],
    ['lacks what may not be null', () => list({ agent: { purpose: 'x' } }), 'SUBGRAPH_INVALID_RESPONSE', 1],
    [
      'reports an error at one',
      () => ({ ...list(null), errors: [{ message: 'secret', path: ['_entities', 0, 'secret'] }] }),
      'SUBGRAPH_ERROR',
      1,
    ],
  ])('costs its own places alone when it %s', async (_, answer, code, places) => {
    view.seen.answering = companies(answer);
    const { data, errors = [] } = await view.run(AGENTS);
    const rest = places === 2 ? { agent: null } : { agent: { name: 'fine', model: null } };
    expect(data).toMatchObject({ team: { participants: [{ agent: null }, OTHERS[0], rest, OTHERS[1]] } });
    expect(errors.map((error) => error.extensions)).toEqual(new Array(places).fill({ code }));
    const at = errors.map(({ path }) => path as unknown[]);
    at.forEach((path, index) => expect(path.slice(0, 4)).toEqual(HARBORS[index]));
    expect(JSON.stringify(errors)).not.toContain('secret');
  });

  it('cannot lay anything over what was not view.seen.asked of it, nor say what type a thing is', async () => {
    view.seen.answering = companies(() => {
      const lie = {
        __typename: 'Team',
        id: 'x',
        displayName: 'stolen',
        agent: { __typename: 'Person', name: 'n', model: 'm' },
      };
      return { data: { _entities: [lie, lie], _service: {} } };
    });
    const { data, errors } = await view.run(
      '{ team { participants { __typename id displayName agent { __typename name model } } } }',
    );
    expect(errors).toBeUndefined();
    const agent = { __typename: 'Agent', name: 'n', model: null };
    expect(data).toMatchObject({
      team: { participants: [{ ...PEOPLE[0], agent }, {}, { ...PEOPLE[2], agent }, {}] },
    });
  });

  it('costs its root fields, each with an error', async () => {
    view.seen.answering = (one) =>
      one.target.kind === 'own' ? fail(new SubgraphFailure('SUBGRAPH_TIMEOUT', 'secret'))() : reference(one);
    expect(
      await view.run('{ me { subject } a: workspace { agents { name } } b: workspace { agents { id } } }'),
    ).toEqual({
      data: { me: { subject: 's' }, a: null, b: null },
      errors: [tableError('SUBGRAPH_TIMEOUT', ['a']), tableError('SUBGRAPH_TIMEOUT', ['b'])],
    });
  });

  it('passes on the words of the caller’s own programs when the input is bad, and no others', async () => {
    const bad = (code: string) => [
      { message: 'Too long.', path: ['team', 'name', 'zz'], extensions: { code, stack: 'secret' } },
    ];
    view.seen.answering = () => ({ data: { team: null }, errors: bad('BAD_USER_INPUT') });
    expect((await view.run('{ team { name } }')).errors).toEqual([
      { message: 'Too long.', path: ['team', 'name'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    view.seen.answering = () => ({ data: { team: null }, errors: bad('P2002') });
    expect((await view.run('{ team { name } }')).errors).toEqual([
      tableError('SUBGRAPH_ERROR', ['team', 'name']),
    ]);
  });

  it('is told of once for each null, and not again where it said so itself', async () => {
    view.seen.answering = () => ({
      data: { team: { name: null, participants: [{ displayName: 7 }, null] }, me: { subject: null } },
    });
    const { data, errors } = await view.run('{ team { name participants { displayName } } me { subject } }');
    expect(data).toEqual({ team: null, me: null });
    expect(errors).toEqual(
      [
        ['team', 'name'],
        ['team', 'participants', 0, 'displayName'],
        ['team', 'participants', 1],
        ['me', 'subject'],
      ].map((path) => tableError('SUBGRAPH_INVALID_RESPONSE', path)),
    );
    view.seen.answering = () => ({
      data: { team: null },
      errors: [{ message: 'x', path: ['team', 'name'] }],
    });
    expect((await view.run('{ team { name } }')).errors).toEqual([
      tableError('SUBGRAPH_ERROR', ['team', 'name']),
    ]);
  });

  it('says nothing but codes of the table', async () => {
    view.seen.answering = companies(() => ({
      errors: new Array(500).fill({ message: 'x', extensions: { code: 'secret' } }),
    }));
    const { errors = [] } = await view.run(AGENTS);
    for (const { extensions } of errors) expect(Object.keys(ERROR_TABLE)).toContain(extensions?.['code']);
    expect(errors.length).toBeLessThan(10);
    expect(view.seen.faults.length).toBeLessThanOrEqual(101);
  });
});
