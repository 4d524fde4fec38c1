import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { kept, notOffered, type Check, type Finding } from '../check.ts';
import { unknownId, type Headers, type Scene } from '../scene.ts';
import { codeOf, follow, type Followed, type StreamedEvent } from './event-streams.ts';

const ENDS = ['ACCESS_ENDED', 'SUBSCRIPTION_NOT_SERVED'];
const MISSING = 'streams of internal threads';
/** How long an end, and an event, may take; and a stream to begin. In milliseconds. */
const PATIENCE_MS = 5_000;
const BEGIN_MS = 700;
/** A token's end, with the tolerance for clocks. */
const TOKEN_SECONDS = 2;
const TOLERANCE_MS = 5_000;

/** How internal threads are followed. */
export const streamChecks: readonly Check[] = [
  {
    id: 'streams.callers',
    says: 'A stream is own callers’ alone: to others, and of what is none, it ends in one way before it says anything.',
    run: async (scene) => {
      const problems: string[] = [];
      const without = await follow(scene, {}, { id: threadOf(scene) }, { ms: PATIENCE_MS });
      if (without.status !== 401) problems.push(`without a passport: ${without.status}`);
      const others = [
        threadOf(scene),
        unknownId(scene, 'PrivateThread'),
        'pth_elsewhere_01KJPWD6M0ACMER0110VT0000Z',
      ];
      const callers: [string, Headers, string[]][] = [
        ['a gateway alone', await scene.own({ token: null }), others],
        ['another company', await scene.foreign(), others],
        ['an own caller', await scene.own(), others.slice(1)],
      ];
      for (const [who, headers, ids] of callers)
        problems.push(...(await endsAlike(scene, who, headers, ids)));
      return kept(problems);
    },
  },
  {
    id: 'streams.resume',
    says: 'A stream tells what is posted, and goes on after a cursor with nothing lost or doubled.',
    run: (scene) => whereOffered(scene, resumes),
  },
  {
    id: 'streams.token',
    says: 'A stream ends with its caller’s token.',
    run: (scene) =>
      whereOffered(scene, async () => {
        const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
        const headers = await scene.own({ token: { claims: { exp } } });
        const ms = TOKEN_SECONDS * 1000 + TOLERANCE_MS + 1000;
        const { ended } = await follow(scene, headers, { id: threadOf(scene) }, { ms });
        return kept(ended ? [] : ['the token is over, and the stream is not']);
      }),
  },
];

function threadOf({ known }: Scene): string {
  return known.get('PrivateThread')?.[0] ?? '';
}

async function endsAlike(
  scene: Scene,
  who: string,
  headers: Headers,
  ids: readonly string[],
): Promise<string[]> {
  const ends = await Promise.all(ids.map((id) => follow(scene, headers, { id }, { ms: PATIENCE_MS })));
  const said = ends.some(({ results }) => results.some(({ data }) => data != null));
  const wrong = ends.filter((end) => !end.ended || !ENDS.includes(codeOf(end) ?? ''));
  return [
    ...(said ? [`${who} is told something`] : []),
    ...wrong.map(({ text }) => `${who}: ${text.slice(0, 80)}`),
    ...(new Set(ends.map(({ text }) => text)).size > 1
      ? [`${who} can tell what is there from what is not`]
      : []),
  ];
}

/** A company that follows nothing live says so, to its own callers too. */
async function whereOffered(scene: Scene, run: (scene: Scene) => Promise<Finding>): Promise<Finding> {
  const first = await follow(scene, await scene.own(), { id: threadOf(scene) }, { results: 1, ms: BEGIN_MS });
  return codeOf(first) === 'SUBSCRIPTION_NOT_SERVED' ? notOffered(MISSING) : run(scene);
}

async function resumes(scene: Scene): Promise<Finding> {
  const id = threadOf(scene);
  const bodies = Array.from({ length: 4 }, () => `Followed: ${randomUUID()}`);
  const post = async (body: string) =>
    scene.act('postPrivateMessage', { threadId: id, body, idempotencyKey: randomUUID() }, 'message { id }');
  const live = follow(scene, await scene.own(), { id }, { results: 2, ms: PATIENCE_MS });
  await sleep(BEGIN_MS);
  for (const body of bodies.slice(0, 2)) {
    const posted = await post(body);
    if (posted?.userErrors.length !== 0) return notOffered('messages in internal threads');
  }
  const [first] = eventsOf(await live);
  for (const body of bodies.slice(2)) await post(body);
  const after = first?.cursor ?? '';
  const again = eventsOf(
    await follow(scene, await scene.own(), { id, after }, { results: 4, ms: BEGIN_MS * 2 }),
  );
  const both = eventsOf(await live);
  return kept([
    ...(isRow(both, bodies.slice(0, 2)) ? [] : ['what was posted did not come live, once each and in order']),
    ...(isRow(again, bodies.slice(1)) ? [] : ['after a cursor there came less, more or something else']),
  ]);
}

function eventsOf({ results }: Followed): StreamedEvent[] {
  return results.flatMap(({ data }) => data?.followed ?? []);
}

/** Whether the events tell of those messages, with sequences that follow on each other. */
function isRow(events: readonly StreamedEvent[], bodies: readonly string[]): boolean {
  const start = events[0]?.sequence ?? 0;
  return (
    events.length === bodies.length &&
    events.every(
      ({ message, sequence }, index) => message?.body === bodies[index] && sequence === start + index,
    )
  );
}
