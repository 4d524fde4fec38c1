import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME, TEAM, testId, THREAD } from '../testkit/acme-scenario.ts';
import { as } from '../testkit/callers.ts';
import { all, FOREIGN, startTestCompany, type TestCompany } from '../testkit/test-company.ts';
import { loadExtension } from './extension-loading.ts';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));

describe('a module', () => {
  it.each([
    ['nothing', 'it exports no "extension"'],
    ['hostile', 'Thread.title'],
  ])('that exports %s is refused before anything is served', async (name, why) => {
    await expect(loadExtension(fixture(name), 'acme')).rejects.toMatchObject({
      code: 'EXTENSION_REFUSED',
      message: expect.stringContaining(why),
    });
  });

  it('of one company is none of another', async () => {
    await expect(loadExtension(fixture('probing'), 'harbor')).rejects.toHaveProperty(
      'code',
      'EXTENSION_REFUSED',
    );
  });
});

describe('an extension', () => {
  let acme: TestCompany;
  beforeAll(async () => {
    acme = await startTestCompany(ACME, { extensionModule: fixture('probing') });
  });
  afterAll(() => acme.stop());
  const lead = () => as(acme, 'person-shared');

  it('is asked by own callers, with what it needs', async () => {
    const query = `{ one: acmeProbe { company actor made again one colleague { ... on Agent { name acmeNickname } } }
      _service { sdl } }`;
    const { data, errors } = await acme.ask(await lead(), query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      one: {
        ...{ company: 'acme', actor: 'person-shared', made: 1, again: 1, one: 1 },
        colleague: { name: 'AHDDN agent', acmeNickname: 'SECRET nickname of AHDDN agent' },
      },
      _service: { sdl: expect.stringContaining('AcmeProbe') },
    });
  });

  it('keeps what it loads for one request, and until something is written', async () => {
    const query = 'mutation { a: acmeTouch { made again } b: acmeTouch { made again } }';
    const { data } = await acme.ask(await lead(), query);
    const { a, b } = data as Record<'a' | 'b', { made: number; again: number }>;
    expect([a.again, b.again]).toEqual([a.made, b.made]);
    expect(b.made).toBe(a.made + 1);
  });

  it('says nothing of its faults', async () => {
    const { text } = await acme.ask(await lead(), '{ acmeProbe { failure } }');
    expect(text).toContain('INTERNAL_SERVER_ERROR');
    expect(text).not.toMatch(/nowhere|acme_realm|SELECT/);
    expect(acme.logLines.join('')).toContain('nowhere');
  });

  it.each([
    ['another company', () => all(acme.passport(FOREIGN), acme.attested({ teams: [TEAM] }))],
    ['a gateway alone', () => acme.passport()],
  ])(
    'is shut to %s: root fields, fields on shared and on published things, its SDL',
    async (_who, headers) => {
      const query = `query ($r: [_Any!]!) { acmeProbe { company } _service { sdl }
      _entities(representations: $r) { ... on Agent { acmeNickname } ... on Thread { id } } }`;
      const r = [
        { __typename: 'Agent', id: testId('agt', 'ASHARED') },
        { __typename: 'Thread', id: THREAD },
      ];
      const { data, text } = await acme.ask(await headers(), query, { r });
      expect(text).not.toContain('SECRET');
      expect(data).toMatchObject({ acmeProbe: null, _service: { sdl: null } });
      const touched = await acme.ask(await headers(), 'mutation { acmeTouch { made } }');
      expect(touched.data).toEqual({ acmeTouch: null });
    },
  );
});
