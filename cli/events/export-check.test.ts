import { describe, expect, it } from '@jest/globals';
import { chainEvents, EMPTY_CHAIN, type EventDraft } from '#subgraphs/shared/events/event-rules.ts';
import { sealAttribution } from '#subgraphs/shared/messages/attribution.ts';
import { sealBody } from '#subgraphs/shared/messages/body-seal.ts';
import { checkExport } from './export-check.ts';
import { exportLines } from './export-lines.ts';

const AUTHOR = 'par_acme_01JQ0000000000000000000P02';
const [FIRST, SECOND, GONE] = [sealBody('first words'), sealBody('second words'), sealBody('gone words')];
const ELSEWHERE = sealBody('words said elsewhere');
const SAID_BY = { displayName: 'Ana', kind: 'PERSON' as const, at: '2026-02-01T12:00:00.000Z' };
const ATTRIBUTED = sealAttribution({ ...SAID_BY, at: new Date(SAID_BY.at) });
const draft = (index: number, content: Pick<EventDraft, 'kind' | 'payload'>) =>
  ({ ...content, id: `evt_${index}`, actor: AUTHOR, company: 'acme', at: new Date(index) }) as EventDraft;
const posted = (messageId: string, bodyHash: string) =>
  ({ kind: 'MESSAGE_POSTED', payload: { messageId, threadId: 'thr_1', bodyHash } }) as const;
const EVENTS = chainEvents('tem_x', EMPTY_CHAIN, [
  draft(1, { kind: 'IMPORTED', payload: { of: 'MESSAGE', id: 'msg_1', bodyHash: FIRST.hash } }),
  draft(2, posted('msg_2', GONE.hash)),
  draft(3, { kind: 'MESSAGE_EDITED', payload: { messageId: 'msg_1', bodyHash: SECOND.hash } }),
  draft(4, { kind: 'MESSAGE_REDACTED', payload: { messageId: 'msg_2' } }),
  draft(5, { kind: 'COMPANY_JOINED', payload: { company: 'harbor' } }),
  draft(6, {
    kind: 'MESSAGE_POSTED',
    payload: { ...posted('msg_3', ELSEWHERE.hash).payload, attributionHash: ATTRIBUTED.hash },
  }),
]);
const of = { threadId: 'thr_1', author: { id: AUTHOR }, attribution: null };
const text = (sequence: number, body: string, { salt }: { salt: string }) => ({
  sequence,
  body,
  bodySalt: salt,
  editor: { id: AUTHOR },
});
const MESSAGES = [
  {
    ...of,
    id: 'msg_1',
    sequence: 1,
    redactedAt: null,
    revisions: [text(1, 'first words', FIRST), text(3, 'second words', SECOND)],
  },
  { ...of, id: 'msg_2', sequence: 2, redactedAt: '2026-03-01T12:00:00.000Z', revisions: [] },
  {
    ...{
      ...of,
      id: 'msg_3',
      sequence: 6,
      redactedAt: null,
      attribution: { ...SAID_BY, salt: ATTRIBUTED.salt },
    },
    revisions: [text(6, 'words said elsewhere', ELSEWHERE)],
  },
];
const ANOTHER = JSON.stringify({ ...SAID_BY, salt: ATTRIBUTED.salt });
const HEAD = { team: 'tem_x', name: 'X', exportedAt: '2026-03-01T12:00:00.000Z' };
const lines = (events = EVENTS) => exportLines(HEAD, events, MESSAGES);
const written = (all: readonly unknown[]) => all.map((line) => JSON.stringify(line)).join('\n');

describe('an export', () => {
  it('tells events in their order, each with the text that it brought or the tombstone of it', () => {
    expect(lines().map((line) => [line.type, 'sequence' in line ? line.sequence : null])).toEqual([
      ['export', null],
      ['event', 1],
      ['text', 1],
      ['event', 2],
      ['tombstone', 2],
      ['event', 3],
      ['text', 3],
      ['event', 4],
      ['event', 5],
      ['event', 6],
      ['text', 6],
      ['end', null],
    ]);
  });

  it('is valid as it was written, with what the reader may not read left out', () => {
    const whole = { checked: 6, firstBroken: null, texts: 3, problems: [], ranges: [{ from: 1, to: 6 }] };
    expect(checkExport(written(lines()))).toEqual(whole);
    expect(checkExport(`${written(lines())}\n`)).toEqual(whole);
    const [one, , three, four] = EVENTS;
    const ranges = [
      { from: 1, to: 1 },
      { from: 3, to: 4 },
    ];
    const part = [one, three, four].flatMap((event) => event ?? []);
    expect(checkExport(written(lines(part)))).toMatchObject({ checked: 3, problems: [], ranges });
  });

  it.each<[string, (content: string) => string, RegExp]>([
    ['a text', (content) => content.replace('second words', 'other words'), /text of event 3/],
    ['a salt', (content) => content.replace(FIRST.salt, GONE.salt), /text of event 1/],
    ['who said it', (content) => content.replace('"Ana"', '"Bea"'), /text of event 6/],
    ['when it was said', (content) => content.replace('2026-02-01', '2026-02-02'), /text of event 6/],
    [
      'who said it, away',
      (content) => content.replace(/,"attribution":{[^}]*}/, ''),
      /text of event 6 is altered/,
    ],
    [
      'who said it, put in',
      (content) => content.replace(`"salt":"${FIRST.salt}"`, `$&,"attribution":${ANOTHER}`),
      /text of event 1 is altered/,
    ],
    ['an actor', (content) => content.replace(AUTHOR, 'par_other'), /event 1 is missing or altered/],
    ['a payload', (content) => content.replace('"harbor"', '"nimbus"'), /event 5 is missing or altered/],
    ['a time', (content) => content.replace('1970-01-01T00:00:00.004Z', 'never'), /event 4 is missing/],
    [
      'a payload, to none',
      (content) => content.replace(/{[^{}]*"of":"MESSAGE"}/, 'null'),
      /event 1 is missing/,
    ],
    ['its end', (content) => content.split('\n').slice(0, -1).join('\n'), /cut off/],
    ['its beginning', (content) => content.split('\n').slice(1).join('\n'), /does not begin/],
    ['an event, away', (content) => without(content, 8), /event 4 is missing/],
    ['a text, away', (content) => without(content, 3), /texts are missing/],
    ['a line', (content) => content.replace('"type":"tombstone"', '"type":"stone"'), /line 5 is none/],
    ['everything', () => '', /line 1 is none/],
  ])('that was altered in %s is not', (_, alter, problem) => {
    const finding = checkExport(alter(written(lines())));
    expect(finding.problems).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});

/** Line by its number from 1. */
function without(content: string, number: number): string {
  return content
    .split('\n')
    .filter((_, index) => index !== number - 1)
    .join('\n');
}
