import { describe, expect, it } from '@jest/globals';
import { mayOpenThreadsIn, mayPostIn, mayTry, reachOf } from './reach-rules.ts';

const TEAM = 'tem_01JQ0000000000000000000TEM';
const THREAD = 'thr_01JQ0000000000000000000T04';
const OTHER = 'thr_01JQ0000000000000000000T11';
const place = { id: THREAD, teamId: TEAM };

describe('a reach', () => {
  it('holds ids of teams and threads; what is none stands for nothing', () => {
    const message = 'msg_01JQ0000000000000000000M09';
    const given = [
      TEAM,
      THREAD,
      message,
      '',
      '*',
      '{}',
      `${TEAM},${OTHER}`,
      'par_acme_01JQ0000000000000000000P02',
    ];
    expect(reachOf({ read: given, post: given })).toEqual({ read: [TEAM, THREAD], post: [TEAM, THREAD] });
  });

  it.each([
    ['its own id', [THREAD], true],
    ["its team's", [TEAM], true],
    ["another thread's", [OTHER], false],
    ['none', [], false],
  ])('lets one post in a thread by %s', (_, post, may) => {
    expect(mayPostIn({ read: [TEAM], post }, place)).toBe(may);
  });

  it('lets one open threads in a team that is read and posted in as a whole', () => {
    expect(mayOpenThreadsIn({ read: [TEAM], post: [TEAM] }, TEAM)).toBe(true);
    expect(mayOpenThreadsIn({ read: [THREAD], post: [TEAM] }, TEAM)).toBe(false);
    expect(mayOpenThreadsIn({ read: [TEAM], post: [THREAD] }, TEAM)).toBe(false);
  });

  it('leaves talking, and nothing that governs', () => {
    const reach = { read: [TEAM], post: [TEAM] };
    const tried = [
      'postMessage',
      'markRead',
      'hideMessage',
      'closeThread',
      'createTeam',
      'consent',
      'toString',
    ];
    expect(tried.filter((name) => mayTry(reach, name))).toEqual(['postMessage', 'markRead']);
  });

  it('that is none narrows nothing', () => {
    expect([mayPostIn(null, place), mayOpenThreadsIn(null, TEAM), mayTry(null, 'consent')]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
