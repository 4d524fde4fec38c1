import { describe, expect, it } from '@jest/globals';
import { contractSdl } from '#schema/sdl.ts';
import { loadExtension } from '#subgraphs/company/extension/extension-loading.ts';
import { COMPANIES } from './companies.ts';
import { companySdl, extensionModuleOf } from './realms.ts';

describe('the realms of the scenario', () => {
  it('are what the companies’ programs serve', async () => {
    const module = extensionModuleOf('acme') ?? '';
    const { typeDefs } = await loadExtension(module, 'acme');
    expect(companySdl('acme')).toBe(`${contractSdl()}\n${typeDefs}`);
  });

  it('are Acme’s alone', () => {
    const others = COMPANIES.map(({ slug }) => slug).filter((slug) => slug !== 'acme');
    expect(others.map((slug) => [extensionModuleOf(slug), companySdl(slug)])).toEqual(
      others.map(() => [undefined, contractSdl()]),
    );
    expect(extensionModuleOf('constructor')).toBeUndefined();
  });
});
