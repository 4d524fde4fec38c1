import { readFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import type { z } from 'zod';
import { companyAudience, CREDENTIAL_LIFE_SECONDS } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import {
  OPERATOR_AUDIENCE,
  SCHEMA_REQUEST_HEADER,
  SCHEMA_REQUEST_TYPE,
  schemaAudience,
  schemaRefusal,
  type SchemaPath,
} from '#schema/wire/schema-registry.ts';
import { createSigner, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { CliError } from '../../exit.ts';
import { companyKeyFile } from '../../issuer/company-keys.ts';

/** Who asks the registry of schemas, and where it is. */
export interface RegistrySource {
  readonly sharedUrl: string;
  /** The company in whose name it is asked; left out: the operator. */
  readonly company?: string | undefined;
  /** The file of a private JWK; left out: the key of a network that `npm start` runs on this machine. */
  readonly key?: string | undefined;
  /** Who it is that asks, in the company's own words. */
  readonly author: string;
}

/** What the client takes from outside. */
export interface RegistryTools {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Where `npm start` keeps its keys. */
  readonly dataDir: string;
}

/** Asks one address of the registry of schemas, and reads its answer. */
export type AskRegistry = <Answer>(
  path: SchemaPath,
  request: object,
  shape: z.ZodType<Answer>,
) => Promise<Answer>;

/**
 * A client that signs what it asks.
 *
 * @throws CliError `KEY_FILE_INVALID` or `ARGUMENT_INVALID`; each call: `REGISTRY_REFUSED`, `RATE_LIMITED` when the
 *   company has published too often, or `REGISTRY_FAILED` when the shared layer does not answer, or not in a way that can
 *   be read
 */
export async function createRegistryClient(
  source: RegistrySource,
  tools: RegistryTools,
): Promise<AskRegistry> {
  if (source.company !== undefined && !isCompanySlug(source.company))
    throw new CliError('ARGUMENT_INVALID', `"${source.company}" is no company's slug.`);
  const signer = await signerOf(source, tools.dataDir);
  return async (path, request, shape) => {
    const body = JSON.stringify(request);
    const headers = {
      'content-type': 'application/json',
      [SCHEMA_REQUEST_HEADER]: await sign(signer, path, body, source, tools.clock),
    };
    const url = `${source.sharedUrl.replace(/\/$/, '')}${path}`;
    const response = await tools.fetch(url, { method: 'POST', headers, body }).catch(() => {
      throw new CliError(
        'REGISTRY_FAILED',
        `${url} does not answer. Is the shared layer there? --shared-url`,
      );
    });
    return readAnswer(response, shape, source);
  };
}

async function signerOf({ key, company }: RegistrySource, dataDir: string): Promise<Signer> {
  const file = key ?? (company === undefined ? undefined : companyKeyFile(dataDir, company));
  if (file === undefined) throw new CliError('ARGUMENT_INVALID', 'The operator names its key: --key <file>.');
  try {
    return await createSigner(JSON.parse(await readFile(file, 'utf8')) as JWK);
  } catch {
    // The cause may quote the file, which is a secret.
    throw new CliError('KEY_FILE_INVALID', `${file} holds no private JWK with "kid" and "alg". --key <file>`);
  }
}

function sign(
  signer: Signer,
  path: SchemaPath,
  body: string,
  { company, author }: RegistrySource,
  clock: Clock,
): Promise<string> {
  const iat = Math.floor(clock() / 1000);
  const iss = company === undefined ? OPERATOR_AUDIENCE : companyAudience(company);
  return signer.sign(
    {
      ...{ iss, aud: schemaAudience(path), iat, exp: iat + CREDENTIAL_LIFE_SECONDS },
      ...{ jti: crypto.randomUUID(), body: sha256(body), actor: { sub: author, kind: 'person' } },
    },
    SCHEMA_REQUEST_TYPE,
  );
}

async function readAnswer<Answer>(
  response: Response,
  shape: z.ZodType<Answer>,
  { company }: RegistrySource,
): Promise<Answer> {
  const json: unknown = await response.json().catch(() => null);
  if (response.status === 200) {
    const read = shape.safeParse(json);
    if (read.success) return read.data;
  }
  if (response.status === 401)
    throw new CliError(
      'REGISTRY_REFUSED',
      `The registry does not know this key as one of ${company ?? 'the operator'}'s, or the clocks differ.`,
    );
  const refusal = schemaRefusal.safeParse(json);
  if (refusal.success)
    throw new CliError(
      refusal.data.code === 'RATE_LIMITED' ? 'RATE_LIMITED' : 'REGISTRY_REFUSED',
      refusal.data.message,
    );
  throw new CliError('REGISTRY_FAILED', `The shared layer answered with status ${response.status}.`);
}
