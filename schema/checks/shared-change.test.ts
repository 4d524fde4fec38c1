import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeApi, CompositionError } from '../compose.ts';
import { breakingChanges } from './breaking-changes.ts';
import { compositionFindings, contractFindings } from './change-findings.ts';
import { checkCompanySchema } from './company-schema.ts';
import { passes, type Finding } from './finding.ts';
import { checkSchema, type Composed, type ServedNetwork } from './schema-check.ts';
import {
  SMALL_CHANGES,
  SMALL_CONTRACT,
  SMALL_DOCUMENTS,
  SMALL_REALMS,
  SMALL_SHARED,
} from './testing/small-network.ts';
import { buildApi } from './view-changes.ts';

const known = new Map<string, Composed>();
function compose(sharedSdl: string, companySdl: string): Composed {
  const key = `${sharedSdl}\0${companySdl}`;
  const found = known.get(key) ?? composeNow(sharedSdl, companySdl);
  known.set(key, found);
  return found;
}

function composeNow(sharedSdl: string, companySdl: string): Composed {
  try {
    return { apiSdl: composeApi(sharedSdl, companySdl) };
  } catch (error) {
    return { errors: error instanceof CompositionError ? error.reasons : [String(error)] };
  }
}

/** What the check would say that composes each company's view alone. */
async function eachAlone(sharedSdl: string, network: ServedNetwork): Promise<Finding[]> {
  const all = await Promise.all(
    network.companies.map(async ({ company, sdl }) => {
      const schema = { company, companySdl: sdl, contractSdl: SMALL_CONTRACT, sharedSdl };
      const broken = contractFindings(company, checkCompanySchema(schema));
      if (broken.length > 0) return broken;
      const [served, next] = [compose(SMALL_SHARED, sdl), compose(sharedSdl, sdl)];
      if (next.errors) return compositionFindings([company], next.errors);
      if (served.errors) return [];
      const documents = network.documents.filter((document) => document.company === company);
      return breakingChanges(buildApi(served.apiSdl), buildApi(next.apiSdl), {
        known: true,
        documents,
        recorded: [],
      });
    }),
  );
  return all.flat();
}

/** What is found, in one form: views that do not compose by their companies alone, changes with all their documents. */
function essence(findings: readonly Finding[]) {
  const changes = new Map<string, Set<string>>();
  const blamed = new Set<string>();
  const heavy = new Set<string>();
  for (const { kind, rule, coordinate, message, severity, documents = [] } of findings) {
    if (kind === 'lint') continue;
    if (kind === 'composition')
      for (const name of (/\(the view of ([^)]*)\)$/.exec(message)?.[1] ?? '').split(', ')) blamed.add(name);
    else {
      const key = `${kind} ${rule} ${coordinate} ${message}`;
      changes.set(key, new Set([...(changes.get(key) ?? []), ...documents]));
      if (severity === 'error') heavy.add(key);
    }
  }
  blamed.delete('any company');
  return { passed: passes(findings), changes, blamed, heavy };
}

const SLUGS = ['acme', 'beta', 'gamma'];

/** What Acme says, as another company says it; Acme stands for Beta then. */
function as(slug: string, text: string): string {
  const neighbour = slug === 'beta' ? 'acme' : 'beta';
  const upper = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const names = {
    acme: slug,
    Acme: upper(slug),
    ACME: slug.toUpperCase(),
    beta: neighbour,
    Beta: upper(neighbour),
  };
  return text.replace(/acme|Acme|ACME|beta|Beta/g, (name) => names[name as keyof typeof names]);
}

const company = fc.record({
  realm: fc.uniqueArray(fc.nat(SMALL_REALMS.length - 1), { maxLength: 4 }),
  documents: fc.uniqueArray(fc.nat(SMALL_DOCUMENTS.length - 1), { maxLength: 3 }),
});

describe('a change of the shared SDL', () => {
  it('comes to the same, whether views are composed together or each alone', async () => {
    const cases = fc.record({
      companies: fc.array(company, { minLength: 2, maxLength: SLUGS.length }),
      change: fc.constantFrom(...SMALL_CHANGES),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ companies, change: [from, to] }) => {
        const texts = companies.map(({ realm, documents }, at) => {
          const slug = SLUGS[at] ?? '';
          const own = realm.map((index) => as(slug, SMALL_REALMS[index] ?? ''));
          return {
            ...{ company: slug, sdl: [SMALL_CONTRACT, ...own].join('\n') },
            documents: documents.map((index) => ({
              ...{ company: slug, name: String(index), text: as(slug, SMALL_DOCUMENTS[index] ?? '') },
            })),
          };
        });
        const network: ServedNetwork = {
          ...{ contractSdl: SMALL_CONTRACT, sharedSdl: SMALL_SHARED },
          companies: texts.map(({ company: slug, sdl }) => ({ company: slug, sdl })),
          documents: [
            ...texts.flatMap(({ documents }) => documents),
            { company: 'nobody', name: '-', text: '{ a }' },
          ],
        };
        const sdl = SMALL_SHARED.replace(from, to);
        const together = await checkSchema({ owner: 'shared', sdl }, network, {
          compose: (...pair) => Promise.resolve(compose(...pair)),
          ...{ acceptedExposures: new Set<string>(), today: '2026-11-22' },
        });
        const contract = { company: 'any company', sdl: SMALL_CONTRACT };
        const alone = await eachAlone(sdl, { ...network, companies: [contract, ...network.companies] });
        expect(essence(together.findings)).toEqual(essence(alone));
      }),
      { numRuns: Number(process.env['SHARED_CHANGE_RUNS'] ?? 80) },
    );
  }, 120_000);
});
