import { describe, expect, it, jest } from '@jest/globals';
import { composeApi, CompositionError } from '#schema/compose.ts';
import { checkCompanySchema } from '#schema/checks/company-schema.ts';
import { checkSchema, type Composed, type CompanySdl } from '#schema/checks/schema-check.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { readCorpus, type CorpusFile } from '../testkit/schema-corpus.ts';

jest.setTimeout(120_000);

/** The corpus as the companies of one network: what Acme says, each under a name of its own. */
const companies: CompanySdl[] = [...readCorpus('hostile'), ...readCorpus('harmless')].map(asCompany);

function asCompany({ company, sdl }: CorpusFile, at: number): CompanySdl {
  if (company !== 'acme') return { company, sdl };
  const slug = `co${at}`;
  const renamed = sdl.replaceAll('acme', slug).replaceAll('Acme', `Co${at}`).replaceAll('ACME', `CO${at}`);
  return { company: slug, sdl: renamed };
}

const composed = new Map<string, Composed>();
function compose(shared: string, company: string): Composed {
  const key = `${shared}\0${company}`;
  const found = composed.get(key) ?? composeNow(shared, company);
  composed.set(key, found);
  return found;
}

function composeNow(shared: string, company: string): Composed {
  try {
    return { apiSdl: composeApi(shared, company) };
  } catch (error) {
    return { errors: error instanceof CompositionError ? error.reasons : [String(error)] };
  }
}

/** Which companies have no view with this shared SDL, each looked at alone. */
function withoutView(shared: string): Set<string> {
  const found = companies.filter(({ company, sdl }) => {
    const schema = { company, companySdl: sdl, contractSdl: contractSdl(), sharedSdl: shared };
    return checkCompanySchema(schema).length > 0 || compose(shared, sdl).errors;
  });
  return new Set(found.map(({ company }) => company));
}

describe('a change of the shared SDL, in a network of all of the corpus', () => {
  const changes: readonly (readonly [name: string, change: (sdl: string) => string])[] = [
    ['that adds', (sdl) => `${sdl}\nextend type Team { "More." more: Int }`],
    ['that takes a shared entity’s key away', (sdl) => sdl.replace(/type Proposal @key\([^)]*\)/, 'type Proposal')],
  ];

  it.each(changes)('%s is refused by the same companies as when each is checked alone', async (_, change) => {
    const sdl = change(sharedSdl());
    expect(sdl).not.toBe(sharedSdl());
    const network = { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies, documents: [] };
    let count = 0;
    const report = await checkSchema({ owner: 'shared', sdl }, network, {
      compose: (...pair) => {
        count += 1;
        return Promise.resolve(compose(...pair));
      },
      ...{ acceptedExposures: new Set<string>(), today: '2026-11-22' },
    });
    const blamed = report.findings.flatMap(({ kind, severity, message }) => {
      const names = /\((?:the view of )?([^()]*)\)$/.exec(message)?.[1] ?? '';
      return severity === 'error' && kind !== 'breaking' && kind !== 'lint' ? names.split(', ') : [];
    });
    expect(new Set(blamed)).toEqual(withoutView(sdl));
    expect(count).toBeLessThan(companies.length);
  });
});
