import { describe, expect, it } from '@jest/globals';
import type { RecordRequest } from '#schema/wire/recorded-operations.ts';
import type { Operation, RequestContext, Snapshot } from '../context.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createNoteUse, createTelling } from './recording.ts';

const operation: Operation = { query: '{ me { subject } }', queriesOnly: false };
const USED = ['Caller.subject', 'Query.me'];

function context(recordOperations: boolean | undefined, faults: string[] = []): RequestContext {
  const companies = new Map([['acme', { slug: 'acme', recordOperations }]]);
  const given = { caller: { company: 'acme' }, registry: { companies } };
  return {
    ...given,
    onFault: ({ detail }: { detail: string }) => faults.push(detail),
  } as unknown as RequestContext;
}
const snapshot = (usesOf?: Snapshot['usesOf']) => ({ key: '', usesOf }) as unknown as Snapshot;

describe('what was run', () => {
  it.each([
    ['of a company that is to be recorded', true, 1],
    ['not of one that is not', false, 0],
    ['not of one of which nothing is said', undefined, 0],
  ])('is noted, %s', (_, recordOperations, count) => {
    const recorder = createRecorder();
    createNoteUse(recorder)(
      snapshot(() => USED),
      operation,
      context(recordOperations),
    );
    expect(recorder.take()).toHaveLength(count);
  });

  it.each<[string, Snapshot['usesOf']]>([
    ['an engine that does not tell', undefined],
    ['what is not valid', () => null],
    ['introspection', () => []],
  ])('is nothing of %s', (_, usesOf) => {
    const recorder = createRecorder();
    createNoteUse(recorder)(snapshot(usesOf), operation, context(true));
    expect(recorder.take()).toEqual([]);
  });

  it('costs no request its answer', () => {
    const faults: string[] = [];
    const broken = snapshot(() => {
      throw new Error('broken');
    });
    createNoteUse(createRecorder())(broken, operation, context(true, faults));
    expect(faults).toEqual(['recording: Error: broken']);
  });
});

describe('telling', () => {
  function setUp(fails: (told: number) => boolean = () => false) {
    const recorder = createRecorder();
    const told: RecordRequest[] = [];
    const dropped: unknown[] = [];
    const faults: unknown[] = [];
    const tell = (request: RecordRequest) => {
      if (fails(told.length)) return Promise.reject(new Error('away'));
      return Promise.resolve(told.push(request));
    };
    const telling = (each: Recorder = recorder) =>
      createTelling({
        ...{ recorder: each, tell, everyMs: 10, clock: () => Date.parse('2026-11-22T23:59:59Z') },
        onFault: (error) => faults.push(error),
        onDropped: (...about) => dropped.push(about),
      });
    return { recorder, told, dropped, faults, telling };
  }

  it('says the day, and how much is missing', async () => {
    const { recorder, told, dropped, telling } = setUp();
    recorder.note('acme', USED, 2);
    recorder.drop('acme', 3);
    await telling().stop();
    const operations = [{ coordinates: USED, count: 2 }];
    expect(told).toEqual([{ company: 'acme', day: '2026-11-22', dropped: 3, operations }]);
    expect(dropped).toEqual([['acme', 3]]);
  });

  it('goes on, and keeps what could not be told', async () => {
    let away = true;
    const { recorder, told, faults, telling } = setUp(() => away);
    const running = telling();
    running.start();
    recorder.note('acme', USED);
    recorder.drop('acme', 1);
    recorder.note('harbor', USED);
    while (faults.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    away = false;
    recorder.note('acme', USED);
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.stop();
    const counts = told.map(({ company, dropped, operations }) => [
      ...[company, dropped, operations.reduce((sum, { count }) => sum + count, 0)],
    ]);
    expect(counts).toEqual([
      ['acme', 1, 2],
      ['harbor', 0, 1],
    ]);
  });

  it('sends no more at a time than is taken', async () => {
    const recorder = createRecorder({ operations: 2000, coordinates: 10_000 });
    for (let at = 0; at < 1001; at += 1) recorder.note('acme', [`Query.f${at}`]);
    const { told, telling } = setUp();
    await telling(recorder).stop();
    expect(told.map(({ operations }) => operations.length)).toEqual([500, 500, 1]);
  });
});
