import { checkCompanySchema } from '#schema/checks/company-schema.ts';
import { composeWithHints, CompositionError } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { kept, type Check } from '../check.ts';
import type { Headers, Scene } from '../scene.ts';

/** What the instance says that it serves. */
export const schemaChecks: readonly Check[] = [
  {
    id: 'schema.contract',
    says: 'The SDL holds the whole contract, and declares nothing that is another owner’s.',
    run: async (scene) => {
      const companySdl = await sdlOf(scene, await scene.own());
      if (companySdl === null) return kept(['own callers are not given the SDL at _service']);
      const found = checkCompanySchema({
        ...{ company: scene.company, companySdl, contractSdl: contractSdl(), sharedSdl: sharedSdl() },
      });
      return kept(found.map(({ rule, coordinate, message }) => `${coordinate}: ${message} [${rule}]`));
    },
  },
  {
    id: 'schema.composes',
    says: 'The SDL composes with the shared layer’s.',
    run: async (scene) => {
      const sdl = await sdlOf(scene, await scene.own());
      try {
        composeWithHints(sharedSdl(), sdl ?? '');
        return kept([]);
      } catch (error) {
        return kept(error instanceof CompositionError ? error.reasons : ['the SDL does not compose']);
      }
    },
  },
  {
    id: 'schema.hidden',
    says: 'The SDL and introspection are nobody’s business but the own callers’.',
    run: async (scene) => {
      const callers = [
        await scene.foreign(),
        await scene.foreign({ attestation: null }),
        await scene.own({ token: null }),
      ];
      const problems: string[] = [];
      for (const headers of callers) {
        if ((await sdlOf(scene, headers)) !== null)
          problems.push('a caller of another company is given the SDL');
        const { data } = await scene.ask(headers, '{ __schema { types { name } } }');
        if (data?.['__schema'] != null) problems.push('a caller of another company may introspect');
      }
      return kept([...new Set(problems)]);
    },
  },
];

async function sdlOf(scene: Scene, headers: Headers): Promise<string | null> {
  const { data } = await scene.ask(headers, '{ _service { sdl } }');
  return (data?.['_service'] as { sdl?: string | null } | null | undefined)?.sdl ?? null;
}
