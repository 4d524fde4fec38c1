import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { createPassports } from '#gateway/auth/passports.ts';
import { createCompanyCheck, readCompanySdl } from '#schema/checks/company-schema.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { registryContents, type RegistryContents } from '#schema/wire/registry.ts';
import { createSigner } from '#schema/wire/signatures.ts';
import { problem, reasonOf, warning, type Check, type Finding } from '../finding.ts';
import { keysCheck, placeOf, type ReachTools } from './reach-checks.ts';

/** A gateway's way to the registry, and its own view of companies. */
export interface RegistryReader {
  readonly sharedUrl: string;
  readonly signingKey: JWK;
  /** Fetches from addresses that companies register, as the gateway would. */
  readonly fetchRegistered: (url: string, init?: RequestInit) => Promise<Response>;
}

/** What the gateway is served by the registry, held against this version; and whether it reaches whom it names. */
export function registryCheck(reader: RegistryReader, tools: ReachTools): Check {
  return {
    name: 'the registry',
    async run() {
      const contents = await readRegistry(reader, tools);
      if (!('companies' in contents)) return [contents];
      return [
        ...versionFindings(contents),
        ...schemaFindings(contents),
        ...(await reachFindings(contents, reader, tools)),
      ];
    },
  };
}

async function readRegistry(
  { sharedUrl, signingKey }: RegistryReader,
  { fetch, clock }: ReachTools,
): Promise<RegistryContents | Finding> {
  const passports = createPassports({ signer: await createSigner(signingKey), clock, newId: randomUUID });
  const headers = { authorization: `Bearer ${await passports.service()}` };
  const response = await fetch(`${sharedUrl}/registry`, { headers });
  const read = registryContents.safeParse(await response.json().catch(() => null));
  if (read.success) return read.data;
  return problem(
    'REGISTRY_REFUSED',
    `The registry at ${placeOf(sharedUrl)} answered this gateway's key with status ${response.status}.`,
  );
}

function versionFindings(contents: RegistryContents): Finding[] {
  if (contents.sharedSdl === sharedSdl()) return [];
  return [warning('SHARED_SCHEMA_DIFFERS', "The shared layer's schema is another than this version's.")];
}

/** What gateways of this version would refuse to serve. */
function schemaFindings({ companies, schemas, sharedSdl: shared }: RegistryContents): Finding[] {
  const check = createCompanyCheck({ contractSdl: contractSdl(), sharedSdl: shared });
  return companies.flatMap(({ slug, schemaHash }) => {
    const model = readCompanySdl(schemas[schemaHash] ?? '');
    const [first] = 'types' in model ? check(slug, model) : model;
    return first === undefined
      ? []
      : [
          problem(
            'COMPANY_SCHEMA_REFUSED',
            `The registered schema of ${slug} is refused: ${first.coordinate}: ${first.message}.`,
          ),
        ];
  });
}

async function reachFindings(
  { companies }: RegistryContents,
  { fetchRegistered }: RegistryReader,
  { clock }: ReachTools,
): Promise<Finding[]> {
  const fetch = (input: URL | Request | string, init?: RequestInit) =>
    fetchRegistered(input instanceof Request ? input.url : input.toString(), init);
  const found = await Promise.all(
    companies.map(async ({ slug, jwksUri, subgraphUrl }) => [
      ...(await keysCheck(`${slug}'s issuer`, jwksUri, { fetch, clock }).run()),
      ...(subgraphUrl === null ? [] : await subgraphFindings(slug, subgraphUrl, fetchRegistered)),
    ]),
  );
  // One company's trouble is its own: the gateway serves the others.
  return found.flat().map((finding) => ({ ...finding, level: 'warning' }));
}

async function subgraphFindings(
  slug: string,
  url: string,
  fetch: RegistryReader['fetchRegistered'],
): Promise<Finding[]> {
  try {
    // Any answer will do: that a passport is missing is for the program to say.
    await fetch(url, { method: 'POST', signal: AbortSignal.timeout(5_000) });
    return [];
  } catch (error) {
    const reason = reasonOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    return [
      problem(
        'PROGRAM_NOT_RUNNING',
        `The subgraph of ${slug} at ${placeOf(url)} does not answer: ${reason}.`,
      ),
    ];
  }
}
