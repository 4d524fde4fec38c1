import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cannedId, privateMark } from '#test/testkit/canned-graph.ts';
import { startCannedNetwork, type CannedNetwork } from '#test/testkit/canned-network.ts';
import type { Reply } from '#test/testkit/network.ts';
import { httpAnswer, type RawAnswering } from '#test/testkit/raw-program.ts';
import { codesOf, POISON, QUESTION } from './kit/question.ts';

/** A shared layer that somebody else has taken over: what it can spoil is what is its own, and it opens nothing private. */
let network: CannedNetwork;
let well: Reply;
beforeAll(async () => {
  network = await startCannedNetwork({ breakerFailures: 100_000 });
  well = await network.ask('acme', QUESTION);
}, 90_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
});
afterEach(() => network.heal());

/** Takes the place of its graph alone: it goes on being asked for the registry and for attestations. */
function answer(text: string): void {
  const { shared } = network.well;
  const hostile: RawAnswering = (asked, socket) => {
    if (asked.path !== '/graphql') return shared(asked, socket);
    socket.write(httpAnswer(text));
    return undefined;
  };
  network.shared.answering = hostile;
}

const team = (value: string) => `{"data":{"me":{"displayName":"a"},"team":${value}}}`;
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const participants = (list: string) =>
  team(
    `{"name":"a","threads":{"nodes":[{"__typename":"Thread","id":"${cannedId('Thread', '')}","title":"t","participants":${list}}]}}`,
  );

describe('a compromised shared layer', () => {
  const answers = [
    ...[
      '7',
      '"a"',
      'true',
      '[]',
      '[{}]',
      '{}',
      '{"name":{}}',
      '{"name":"a","threads":7}',
      '{"name":"a","threads":{"nodes":{}}}',
    ].map(team),
    ...[team(deep), participants(deep), participants('[[[]]]'), participants('[7,"a",null,{"id":7}]')],
    ...[
      '7',
      '[]',
      'null',
      '""',
      '{"data":7}',
      '{"data":[]}',
      '{"data":null}',
      deep,
      `{"errors":[{"message":"${POISON}"}]}`,
    ],
    `{"data":{"me":{"displayName":"a"},"team":null},"errors":[{"message":"${POISON}","path":["workspace","agents"],"extensions":{"code":"X"}}]}`,
    '{"data":{"__proto__":{"team":{"polluted":true}},"constructor":7}}',
  ];
  const named = answers.map((text) => [text.slice(0, 100), text] as const);

  it.each(named)('that answers %s costs its own fields', async (_, text) => {
    answer(text);
    const reply = await network.ask('acme', QUESTION);
    expect(reply.status).toBe(200);
    expect(reply.json.data?.['workspace']).toEqual(well.json.data?.['workspace']);
    for (const code of codesOf(reply))
      expect(['SUBGRAPH_INVALID_RESPONSE', 'SUBGRAPH_ERROR']).toContain(code);
    expect(reply.text).not.toContain(POISON);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['depth for a date', 'createdAt', `"createdAt":${deep}`, null, ['SUBGRAPH_INVALID_RESPONSE']],
    ...[deep, '1e999'].map((id) => {
      const said = `"threads":{"nodes":[{"id":${id}}]}`;
      const expected = { name: 'a', threads: { nodes: [{ notes: null }] } };
      return [
        `${id.slice(0, 9)} for a key`,
        'threads { nodes { notes { body } } }',
        said,
        expected,
        [],
      ] as const;
    }),
  ])('that answers %s costs its own fields', async (_, fields, said, expected, codes) => {
    answer(team(`{"name":"a",${said}}`));
    const asked = `team(id: "${cannedId('Team', '')}") { name ${fields} }`;
    const reply = await network.ask('acme', `{ ${asked} workspace { agents { name instructions } } }`);
    expect(reply.status).toBe(200);
    expect(reply.json.data).toEqual({ team: expected, workspace: well.json.data?.['workspace'] });
    expect(codesOf(reply)).toEqual(codes);
  });

  it.each(['harbor', 'acme', 'nobody', '__proto__', 'nimbus'])(
    'that puts participants of %s where they are not opens nothing private of others',
    async (owner) => {
      const ids = Array.from(
        { length: 30 },
        (_, at) =>
          `{"__typename":"Participant","id":"${cannedId('Participant', owner, at)}","displayName":"d"}`,
      );
      answer(participants(`[${ids.join()}]`));
      const reply = await network.ask('acme', QUESTION);
      expect(reply.status).toBe(200);
      for (const company of ['harbor', 'nimbus']) expect(reply.text).not.toContain(privateMark(company));
    },
  );

  it('is told no caller’s token, whatever it answers', async () => {
    const heads = network.shared.asked.map(({ head }) => head).join('\n');
    expect(network.shared.asked.some(({ path }) => path === '/graphql')).toBe(true);
    const token = await network.tokenOf('acme');
    expect(heads).not.toContain(token.split('.')[1]);
    expect(
      heads.split('\n').filter((line) => /^authorization/i.test(line) && !/registry/.test(line)).length,
    ).toBe(network.shared.asked.filter(({ path }) => path.startsWith('/registry')).length);
  });
});
