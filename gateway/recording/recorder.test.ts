import { describe, expect, it } from '@jest/globals';
import { createRecorder } from './recorder.ts';

const small = { operations: 2, coordinates: 10 };
const ops = ['a', 'b', 'c'].map((name) => [`Query.${name}`]);
const [a = [], b = [], c = []] = ops;

describe('a recorder', () => {
  it('counts by company and operation, and forgets what was taken', () => {
    const recorder = createRecorder(small);
    recorder.note('acme', a);
    recorder.note('acme', a);
    recorder.note('harbor', a);
    recorder.note('acme', b, 5);
    recorder.drop('harbor', 2);
    const acme = recorder.take();
    expect(acme).toEqual([
      {
        ...{ company: 'acme', dropped: 0 },
        operations: expect.arrayContaining([
          { coordinates: a, count: 2 },
          { coordinates: b, count: 5 },
        ]),
      },
      { company: 'harbor', dropped: 2, operations: [{ coordinates: a, count: 1 }] },
    ]);
    expect(recorder.take()).toEqual([]);
  });

  it('holds so many operations of a company, the least recently run dropped and counted', () => {
    const recorder = createRecorder(small);
    recorder.note('acme', a, 3);
    recorder.note('acme', b, 2);
    recorder.note('acme', a);
    recorder.note('acme', c);
    recorder.note('harbor', b);
    const [acme, harbor] = recorder.take();
    expect(acme?.dropped).toBe(2);
    expect(acme?.operations.map(({ coordinates }) => coordinates).sort()).toEqual([a, c]);
    expect(harbor?.dropped).toBe(0);
  });

  it('holds so many coordinates of all companies, and takes as many again once they are dropped or taken', () => {
    const recorder = createRecorder(small);
    const wide = (size: number) => Array.from({ length: size }, (_, at) => `Query.f${at}`);
    recorder.note('acme', wide(8));
    recorder.note('harbor', wide(3));
    recorder.note('acme', a);
    recorder.note('acme', b);
    recorder.note('harbor', wide(8));
    const [acme, harbor] = recorder.take();
    expect([acme?.dropped, acme?.operations.length]).toEqual([1, 2]);
    expect([harbor?.dropped, harbor?.operations.length]).toEqual([1, 1]);
    recorder.note('harbor', wide(10));
    expect(recorder.take()[0]?.dropped).toBe(0);
  });

  it('takes no operation that is more than the shared layer would', () => {
    const recorder = createRecorder();
    recorder.note(
      'acme',
      Array.from({ length: 2001 }, (_, at) => `Query.f${at}`),
    );
    expect(recorder.take()).toEqual([{ company: 'acme', dropped: 1, operations: [] }]);
  });
});
