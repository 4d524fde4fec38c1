import { describe, expect, it } from '@jest/globals';
import type { Graph } from '../../data/client.ts';
import { Escalations } from './escalations.ts';

const REFUSED = {
  data: {
    escalate: { userErrors: [{ message: 'Too long.', path: ['input', 'title'], code: 'INVALID_INPUT' }] },
  },
};
const DONE = { data: { escalate: { threadId: 'thr_1', disclosure: null, userErrors: [] } } };
const LOST = {
  error: { graphQLErrors: [{ message: 'lost', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
};

/** A graph that answers in turn, and what it was sent. */
function graphOf(answers: readonly object[]) {
  const sent: { readonly title: string; readonly idempotencyKey: string }[] = [];
  const left = [...answers];
  const mutation = (_: string, { input }: { input: (typeof sent)[number] }) => {
    sent.push(input);
    return { toPromise: () => Promise.resolve(left.shift()) };
  };
  return { sent, graph: { client: { mutation }, textOf: () => '' } as unknown as Graph };
}

const given = (title: string) => ({ teamId: 'tem_1', title, carried: [] });

describe('carrying messages over', () => {
  it('sends the same under the same key until there is an answer that somebody has seen', async () => {
    const { sent, graph } = graphOf([LOST, LOST, DONE, DONE]);
    const escalations = new Escalations(graph);
    await escalations.send('pth_1', given('first'));
    escalations.seen('pth_1');
    await escalations.send('pth_1', given('another'));
    await escalations.send('pth_1', given('a third'));
    expect(sent.map(({ title }) => title)).toEqual(['first', 'first', 'first']);
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(escalations.of('pth_1').outcome?.kind).toBe('done');
    escalations.seen('pth_1');
    await escalations.send('pth_1', given('later'));
    expect(sent.at(-1)?.title).toBe('later');
    expect(sent.at(-1)?.idempotencyKey).not.toBe(sent[0]?.idempotencyKey);
  });

  it('is not sent twice at once, and begins anew after a refusal', async () => {
    const { sent, graph } = graphOf([REFUSED, DONE]);
    const escalations = new Escalations(graph);
    await Promise.all([escalations.send('pth_1', given('first')), escalations.send('pth_1', given('first'))]);
    expect(sent).toHaveLength(1);
    await escalations.send('pth_1', given('better'));
    expect(sent.map(({ title }) => title)).toEqual(['first', 'better']);
    expect(sent[0]?.idempotencyKey).not.toBe(sent[1]?.idempotencyKey);
  });

  it('is of one thread alone', async () => {
    const { graph } = graphOf([LOST, DONE]);
    const escalations = new Escalations(graph);
    await escalations.send('pth_1', given('first'));
    await escalations.send('pth_2', given('second'));
    expect([escalations.of('pth_1').outcome?.kind, escalations.of('pth_2').outcome?.kind]).toEqual([
      'failed',
      'done',
    ]);
  });
});
