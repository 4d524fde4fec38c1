import { describe, expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import type { Answer, LiveStream, RegistrySnapshot, RequestContext, Snapshot } from '../context.ts';
import { CallerRefused, SubgraphFailure } from '../errors.ts';
import { createSubscriptions, type Admitted, type SubscriptionOptions } from './subscriptions.ts';

const registry = (version: string) =>
  ({ version, companies: new Map() }) as Partial<RegistrySnapshot> as RegistrySnapshot;
const token = new UnsecuredJWT({ exp: Math.floor(Date.now() / 1000) + 60 }).encode();

/** Opens a stream whose program fails at once, on a gateway that hears of a suspension after a while, or never. */
async function openFailing(
  failure: Error,
  heardAfterMs: number | null,
  recheck: SubscriptionOptions['recheck'] = () => Promise.resolve('ACCESS_ENDED'),
): Promise<string[]> {
  let known = registry('before');
  const subscriptions = createSubscriptions({
    clock: Date.now,
    count: () => () => undefined,
    stallMs: 1000,
    registry: () => known,
    recheck,
    onFault: () => undefined,
    onEnd: () => undefined,
  });
  async function* refused(): AsyncGenerator<Answer, void> {
    await Promise.resolve();
    throw failure;
  }
  if (heardAfterMs !== null) setTimeout(() => (known = registry('after')), heardAfterMs);
  const caller = { company: 'harbor', sub: 'lead', token } as RequestContext['caller'];
  const opened = await subscriptions.open({
    operation: { query: '', queriesOnly: false },
    context: {
      caller,
      registry: known,
      onFault: () => undefined,
    } as Partial<RequestContext> as RequestContext,
    snapshot: { subscribe: () => Promise.resolve(refused()) } as Partial<Snapshot> as Snapshot,
  } satisfies Admitted);
  const codes: string[] = [];
  for await (const answer of opened as LiveStream) codes.push(...answer.codes);
  return codes;
}

describe('a stream whose program refuses the caller', () => {
  it('ends as the registry says, where the gateway hears of it after its program', async () => {
    expect(await openFailing(new CallerRefused('401'), 300)).toEqual(['ACCESS_ENDED']);
  });

  it('fails like any other where the registry knows of nothing', async () => {
    expect(await openFailing(new CallerRefused('401'), null)).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });

  it('is not told that it may read nothing more where that could not be found out', async () => {
    const unbuilt = () => Promise.reject(new Error('the view could not be built'));
    expect(await openFailing(new CallerRefused('401'), 300, unbuilt)).toEqual(['VIEW_UNAVAILABLE']);
  });

  it('does not wait where its program is only away', async () => {
    const failure = new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'it broke off');
    expect(await openFailing(failure, 300)).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });
});
