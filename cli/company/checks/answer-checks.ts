import { performance } from 'node:perf_hooks';
import { kept, type Check, type Finding } from '../check.ts';
import { representationsOf, unknownId, type Scene } from '../scene.ts';
import { ENTITY_KINDS } from '../selections.ts';

const TYPES = Object.keys(ENTITY_KINDS);

/** What is in no id, and in no representation of an honest gateway. */
const STRANGE: readonly unknown[] = [
  ...[null, 7, true, [], {}, '', ' ', '\u0000', 'x'.repeat(10_000), '__proto__', "' OR 1=1 --", '../../etc'],
  ...[{ id: 'x' }, ['agt'], -1, 1e308, 'agt_', 'agt__', 'constructor'],
];

/** Traces of what is behind: stacks, SQL, addresses, files, suggestions. */
const TRACES =
  /\bat .+\(.+:\d+|node_modules|\/\w+\/\w+\.(ts|js|mjs|py|rb|go|java)\b|\b(SELECT|INSERT|UPDATE) .+(FROM|INTO|SET)\b|postgres|https?:\/\/|ECONN|did you mean|stacktrace/i;

/** How the instance answers, whoever asks. */
export const answerChecks: readonly Check[] = [
  {
    id: 'entities.order',
    says: 'Entities come back in the order and the number of their representations, also where some are null.',
    run: async (scene) => {
      const problems: string[] = [];
      for (const type of TYPES) {
        const asked = representationsOf(scene, type).flatMap((one) => [
          ...[{ __typename: type, id: unknownId(scene, type) }, one, { __typename: type, id: null }, one],
        ]);
        const { data } = await scene.entities(await scene.own(), type, asked);
        const given = data?.['_entities'];
        const right =
          Array.isArray(given) &&
          given.length === asked.length &&
          given.every(
            (each: Record<string, unknown> | null, index) =>
              each === null || each['id'] === asked[index]?.['id'],
          ) &&
          asked.every((each, index) => index % 2 === 0 || given[index] !== null || each['id'] === null);
        if (!right)
          problems.push(`${type}: asked for ${asked.length}, with what there is at every second place`);
      }
      return kept(problems);
    },
  },
  {
    id: 'entities.strange',
    says: 'No representation, however strange, makes an error or costs its neighbours anything.',
    run: async (scene) => {
      const problems: string[] = [];
      for (const headers of [await scene.own(), await scene.foreign(), await scene.own({ token: null })])
        for (const type of TYPES) {
          const strange = STRANGE.map((id) => ({ __typename: type, id }));
          const foreign = [
            { __typename: type },
            { __typename: type, id: `${ENTITY_KINDS[type] ?? ''}_elsewhere_01KJPWD6M0ACMER0110VT0000Z` },
          ];
          const asked = [...strange, ...foreign];
          const { status, data, errors } = await scene.entities(headers, type, asked);
          const given = data?.['_entities'];
          if (status !== 200 || errors.length > 0 || !Array.isArray(given) || given.length !== asked.length)
            problems.push(`${type}: an error, or not as many as were asked for`);
          else if (!['Thread', 'Message'].includes(type) && given.some((each) => each !== null))
            problems.push(`${type}: an id that is none of it was answered`);
        }
      return kept([...new Set(problems)]);
    },
  },
  {
    id: 'answers.alike',
    says: 'To others, what is there and not published looks exactly like what never was.',
    run: async (scene) => {
      const problems: string[] = [];
      for (const headers of [await inNoTeam(scene), await scene.own({ token: null })])
        for (const type of TYPES.filter(
          (name) => !['Thread', 'Message', 'Participant', 'Share'].includes(name),
        ))
          for (const { id } of representationsOf(scene, type).slice(0, 3)) {
            const missing = unknownId(scene, type);
            const ask = async (one: unknown) =>
              scene.entities(headers, type, [{ __typename: type, id: one }]);
            const [there, never] = [await ask(id), await ask(missing)];
            if (
              there.text.replaceAll(String(id), '·') !== never.text.replaceAll(missing, '·') ||
              there.status !== never.status
            )
              problems.push(`${type}: ${there.text.slice(0, 80)} against ${never.text.slice(0, 80)}`);
          }
      return kept(problems);
    },
  },
  {
    id: 'answers.silent',
    says: 'Errors say nothing of what is behind: no stack, no SQL, no address, no suggestion.',
    run: async (scene) => {
      const [own, foreign] = [await scene.own(), await scene.foreign()];
      const bodies = [
        ...[
          '{',
          'null',
          '[]',
          '"x"',
          '{"query":7}',
          '{"query":"{ workspaces { agent } }"}',
          '{"query":"{ worksp"}',
        ],
        ...[
          '{"query":"{ workspace { agents { instruction } } }"}',
          '{"query":"mutation { createAgen { agent { id } } }"}',
        ],
        ...['{"query":"query A { __typename } query B { __typename }"}', '{"query":"subscription { x }"}'],
        JSON.stringify({ query: '{ workspace { privateThreads(first: 100000) { nodes { id } } } }' }),
        JSON.stringify({
          query: '{ workspace { privateThreads(first: 2, after: "%00\'") { nodes { id } } } }',
        }),
        JSON.stringify({
          query: '{ workspace { searchKnowledge(query: "\\u0000 \' (((") { nodes { rank } } } }',
        }),
        JSON.stringify({
          query: 'query ($a: [_Any!]!) { _entities(representations: $a) { __typename } }',
          variables: { a: [{ __typename: 'Nothing', id: 1 }, {}, 7, null] },
        }),
      ];
      const problems: string[] = [];
      for (const headers of [own, foreign])
        for (const body of bodies) {
          const { status, text } = await scene.post(headers, body);
          if (TRACES.test(text) || status >= 500)
            problems.push(`${body.slice(0, 60)}: ${status} ${text.slice(0, 160)}`);
        }
      return kept(problems);
    },
  },
  {
    id: 'answers.bodies',
    says: 'Bodies of more than 1 MiB are taken from own callers at the most.',
    run: async (scene) => {
      const body = JSON.stringify({ query: '{ __typename }', variables: { filler: 'x'.repeat(1_500_000) } });
      const callers = {
        another: await scene.foreign(),
        'nobody in particular': await scene.own({ token: null }),
        stranger: {},
      };
      const problems: string[] = [];
      for (const [who, headers] of Object.entries(callers)) {
        // Cutting the connection is an answer, too.
        const status = await scene.post(headers, body).then(
          (answer) => answer.status,
          () => 413,
        );
        if (status < 400) problems.push(`from ${who}: ${status}`);
      }
      return kept(problems);
    },
  },
  { id: 'answers.timing', says: 'What is not there takes as long as what is hidden.', run: timing },
];

/** A member of nothing: what the run has opened is shut to it. */
function inNoTeam(scene: Scene): ReturnType<Scene['foreign']> {
  return scene.foreign({ attestation: { claims: { teams: [] } } });
}

const ROUNDS = 30;

/** Reported only: on a machine that does something else, a difference says little. */
async function timing(scene: Scene): Promise<Finding> {
  const [hidden] = scene.known.get('Agent') ?? [];
  if (hidden === undefined) return { outcome: 'reported', details: ['the instance holds no agent'] };
  const headers = await inNoTeam(scene);
  const measure = async (id: string) => {
    const before = performance.now();
    await scene.entities(headers, 'Agent', [{ __typename: 'Agent', id }]);
    return performance.now() - before;
  };
  const times: [number, number][] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    times.push([await measure(hidden), await measure(unknownId(scene, 'Agent'))]);
  const median = (side: 0 | 1) => times.map((pair) => pair[side]).sort((a, b) => a - b)[ROUNDS / 2] ?? 0;
  const text = `hidden ${median(0).toFixed(1)} ms, missing ${median(1).toFixed(1)} ms (medians of ${ROUNDS})`;
  return { outcome: 'reported', details: [text] };
}
