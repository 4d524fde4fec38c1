import { afterAll, describe, expect, it } from '@jest/globals';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { readViewParts } from '../../planner/view-parts.ts';
import { createViewBuilder } from './view-builder.ts';

const [shared, contract] = [sharedSdl(), contractSdl()];
const schema = (companySdl: string) => ({
  company: 'acme',
  contractSdl: contract,
  sharedSdl: shared,
  companySdl,
});
const builder = createViewBuilder();
afterAll(() => builder.close());

/** Processor time of this process in ms, at best: collecting what earlier tests left may fall into one try. */
async function ownTime(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}

describe('building a view', () => {
  it('comes to what it would in our own process', async () => {
    const supergraphSdl = await builder.compose(shared, contract);
    expect(supergraphSdl).toBe(composeView(shared, contract));
    expect(await builder.read(supergraphSdl)).toEqual(readViewParts(supergraphSdl));
    await builder.check(schema(contract));
  });

  it('takes the other process’s time, not ours', async () => {
    const own = `${contract}\nextend type Workspace { acmeOne: String }`;
    const here = await ownTime(() => readViewParts(composeView(shared, own)));
    const there = await ownTime(async () => builder.read(await builder.compose(shared, own)));
    expect(builder.pid()).not.toBe(process.pid);
    expect(there).toBeLessThan(here / 3);
  });

  it('fails with what is wrong with a schema', async () => {
    const thief = `${contract}\nextend type Thread @key(fields: "id") { title: String @shareable }`;
    await expect(builder.check(schema(thief))).rejects.toThrow('Thread.title');
    await expect(builder.compose(shared, 'type {')).rejects.toThrow('does not compose');
    await expect(builder.read('type {')).rejects.toThrow('Syntax Error');
  });

  it('is begun again where its process is killed', async () => {
    await builder.start();
    const composing = builder.compose(shared, contract);
    process.kill(builder.pid() ?? 0, 'SIGKILL');
    expect(await composing).toContain('join__Graph');
  });

  it('is given up where it is killed again, or takes too long', async () => {
    const slow = createViewBuilder({ timeoutMs: 1, idleMs: 1000 });
    await expect(slow.compose(shared, contract)).rejects.toMatchObject({ name: 'ViewUnbuilt' });
    slow.close();
  });
});
