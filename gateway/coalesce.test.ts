import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical, createCoalescing, onlyReads } from './coalesce.ts';
import type { Answer, Caller, Operation, RegistrySnapshot, RequestContext, Snapshot } from './context.ts';

const registry = (version = '1'): RegistrySnapshot => ({
  version,
  sharedSdl: '',
  schemas: {},
  companies: new Map(),
  byIssuer: new Map(),
});
const callerOf = (company: string, sub: string): Caller => ({ company, sub, kind: 'person', token: sub });
const contextOf = (caller: Caller, more: Partial<RequestContext> = {}): RequestContext => ({
  requestId: 'r',
  traceparent: '',
  caller,
  registry: registry(),
  onFault: () => undefined,
  ...more,
});
const operation: Operation = { query: '{ me { subject } }', queriesOnly: false };
const lead = callerOf('acme', 'lead');
const turn = () => new Promise((done) => setImmediate(done));

/** A coalescing with a clock of its own, over a snapshot whose answers the test ends. */
function setUp() {
  const time = { now: 0 };
  const runs: { answer: (answer?: Answer) => void; fail: (error: Error) => void }[] = [];
  const snapshotOf = (key: string): Snapshot => ({
    key,
    execute: () => new Promise((answer, fail) => runs.push({ answer: (one = WELL) => answer(one), fail })),
  });
  const execute = createCoalescing(() => time.now);
  const ask = (more: Partial<Operation> = {}, context = contextOf(lead), key = 'k') =>
    execute(snapshotOf(key), { ...operation, ...more }, context);
  return { time, runs, ask };
}

const WELL: Answer = { body: '{}', executed: true, codes: [] };

describe('coalescing', () => {
  it('runs equal questions of one caller once, and gives all of them the one answer', async () => {
    const { ask, runs } = setUp();
    const asked = [ask(), ask(), ask({ variables: {} }), ask({ operationName: undefined })];
    expect(runs).toHaveLength(1);
    runs[0]?.answer();
    const answers = await Promise.all(asked);
    expect(answers.every((answer) => answer === WELL)).toBe(true);
  });

  it('takes variables for what they are, not for how they are written', () => {
    const { ask, runs } = setUp();
    void ask({ variables: { a: 1, b: { c: [1, 2], d: null } } });
    void ask({ variables: { b: { d: null, c: [1, 2] }, a: 1 } });
    expect(runs).toHaveLength(1);
    void ask({ variables: { b: { d: null, c: [2, 1] }, a: 1 } });
    expect(runs).toHaveLength(2);
  });

  const others: [string, Partial<Operation>, RequestContext, string?][] = [
    ['another view', {}, contextOf(lead), 'k2'],
    ['another state of the registry', {}, contextOf(lead, { registry: registry('2') })],
    ['another company', {}, contextOf(callerOf('harbor', 'lead'))],
    ['another subject', {}, contextOf(callerOf('acme', 'other'))],
    ['another kind', {}, contextOf({ ...lead, kind: 'agent' })],
    ['another on whose behalf it is', {}, contextOf({ ...lead, act: { sub: 'x' } })],
    ['another token of the same claims', {}, contextOf({ ...lead, token: 'another' })],
    ['another document', { query: '{ me { subject }}' }, contextOf(lead)],
    ['another operation of it', { operationName: 'A' }, contextOf(lead)],
    ['the operation without a name', { operationName: '' }, contextOf(lead)],
    ['other variables', { variables: { a: 1 } }, contextOf(lead)],
    ['text for a number', { variables: { a: '1' } }, contextOf(lead)],
    ['a GET', { queriesOnly: true }, contextOf(lead)],
  ];

  it.each(others)('runs a question of %s by itself', (...[, more, context, key]) => {
    const { ask, runs } = setUp();
    void ask();
    void ask({ variables: { a: 0 } });
    void ask(more, context, key);
    expect(runs).toHaveLength(3);
  });

  it('runs whatever might change something each time', () => {
    const { ask, runs } = setUp();
    for (const query of [
      'mutation { a }',
      'subscription { a }',
      '#mutation\n{ a }',
      'fragment mutation on A { b }',
    ]) {
      void ask({ query });
      void ask({ query });
    }
    expect(runs).toHaveLength(8);
  });

  it('joins no question that was asked before its company changed something', async () => {
    const { ask, runs } = setUp();
    const before = ask();
    const harbors = ask({}, contextOf(callerOf('harbor', 'lead')));
    const change = ask({ query: 'mutation { a }' });
    const during = ask();
    expect(runs).toHaveLength(3);
    runs[2]?.answer();
    await change;
    const after = ask();
    expect(runs).toHaveLength(4);
    for (const run of runs) run.answer();
    await Promise.all([before, during, after, harbors]);
  });

  it('joins a question of old when its company’s change failed, too, no more', async () => {
    const { ask, runs } = setUp();
    void ask();
    const change = ask({ query: 'mutation { a }' });
    runs[1]?.fail(new Error('it may have been written all the same'));
    await expect(change).rejects.toThrow();
    void ask();
    expect(runs).toHaveLength(3);
  });

  it('joins a question for a moment only, and keeps no answer', async () => {
    const { ask, runs, time } = setUp();
    const first = ask();
    time.now = 49;
    void ask();
    expect(runs).toHaveLength(1);
    time.now = 50;
    const second = ask();
    expect(runs).toHaveLength(2);
    runs[0]?.answer();
    await first;
    void ask();
    expect(runs).toHaveLength(2);
    runs[1]?.answer();
    await second;
    await turn();
    void ask();
    expect(runs).toHaveLength(3);
  });

  it('shares a fault, and forgets it', async () => {
    const { ask, runs } = setUp();
    const asked = [ask(), ask()];
    runs[0]?.fail(new Error('broken'));
    for (const one of asked) await expect(one).rejects.toThrow('broken');
    await turn();
    void ask();
    expect(runs).toHaveLength(2);
  });

  it('gives 200 callers of 20 companies their own answers, whatever comes between', async () => {
    const callers = Array.from({ length: 200 }, (_, index) => callerOf(`c${index % 20}`, `s${index}`));
    const execute = createCoalescing(() => 0);
    let runs = 0;
    const snapshot = (company: string): Snapshot => ({
      key: `view ${Number(company.slice(1)) % 3}`,
      execute: async ({ query, variables }, { caller }) => {
        runs += 1;
        for (let wait = 0; wait < (runs * 7) % 11; wait += 1) await turn();
        return { ...WELL, body: JSON.stringify([caller.company, caller.sub, query, variables]) };
      },
    });
    const asked: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round += 1) {
      for (const caller of callers) {
        const variables = { n: round % 2 };
        const question = { ...operation, query: `{ a${round % 3} }`, variables };
        const expected = JSON.stringify([caller.company, caller.sub, question.query, variables]);
        asked.push(
          execute(snapshot(caller.company), question, contextOf(caller)).then(({ body }) => {
            if (body !== expected) throw new Error(`asked ${expected}, got ${String(body)}`);
          }),
        );
      }
      if (round % 5 === 0) await turn();
    }
    await Promise.all(asked);
    expect(asked).toHaveLength(4000);
    expect(runs).toBeLessThan(4000);
  });
});

describe('canonical text', () => {
  it('is equal for equal values alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(JSON.parse(canonical(one))).toEqual(JSON.parse(JSON.stringify(one)));
        expect(canonical(one) === canonical(other)).toBe(
          canonical(JSON.parse(JSON.stringify(one))) === canonical(other),
        );
      }),
    );
  });

  it('keeps keys that a prototype has', () => {
    expect(canonical(JSON.parse('{"b":1,"__proto__":{"x":2}}'))).toBe('{"__proto__":{"x":2},"b":1}');
  });
});

describe('only reading', () => {
  it.each(['{ a }', 'query Q { a }', '  # hello\nquery { a }'])('is %s', (query) => {
    expect(onlyReads(query)).toBe(true);
  });
  it.each(['mutation{a}', '{ a } mutation B { b }', 'query A { a } subscription B { b }'])(
    'is not %s',
    (query) => {
      expect(onlyReads(query)).toBe(false);
    },
  );
});
