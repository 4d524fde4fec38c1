import { afterEach, describe, expect, it } from '@jest/globals';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { CHECKER_LIMITS, createSchemaChecker, type CheckTask, type SchemaChecker } from './schema-checker.ts';

let checker: SchemaChecker | undefined;
afterEach(() => checker?.close());

const task = (company: string, sdl = contractSdl()): CheckTask => ({
  change: { owner: 'company', company, sdl },
  network: { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies: [], documents: [] },
  ...{ acceptExposure: [], today: '2026-11-22' },
});

describe('checking what companies send', () => {
  it('is done one by one, for a few at once, and for each company once', async () => {
    checker = createSchemaChecker({ ...CHECKER_LIMITS, waiting: 1 });
    const first = checker.check(task('acme'));
    expect(checker.check(task('acme'))).toBeNull();
    const second = checker.check(task('harbor', 'type {'));
    expect(checker.check(task('nimbus'))).toBeNull();
    expect([(await first)?.passed, (await second)?.passed]).toEqual([true, false]);
    expect((await checker.check(task('acme')))?.passed).toBe(true);
  }, 30_000);

  it('ends when it takes too long, and the next is checked all the same', async () => {
    checker = createSchemaChecker({ ...CHECKER_LIMITS, timeoutMs: 1 });
    await expect(checker.check(task('acme'))).rejects.toThrow('too long');
    await expect(checker.check(task('acme'))).rejects.toThrow('too long');
  }, 30_000);
});
