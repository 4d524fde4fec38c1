import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { readSettings as readGatewaySettings } from '#gateway/config.ts';
import { readSettings as readCompanySettings } from '#subgraphs/company/config.ts';
import { readSharedSettings } from '#subgraphs/shared/config.ts';
import { createTestKey } from '#test/testkit/network-keys.ts';

const READERS = { gateway: readGatewaySettings, shared: readSharedSettings, acme: readCompanySettings };
type Program = keyof typeof READERS;
const SOURCES: Readonly<Record<Program, readonly string[]>> = {
  gateway: ['gateway/config.ts', 'telemetry/settings.ts'],
  shared: ['subgraphs/shared/config.ts', 'telemetry/settings.ts'],
  acme: ['subgraphs/company/config.ts', 'telemetry/settings.ts'],
};

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template?: {
      readonly spec: {
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value?: string }[];
          readonly securityContext: Readonly<Record<string, unknown>>;
        }[];
      };
    };
  };
}

/** Who deploys puts something of this kind where a file names a secret, or a variable of theirs. */
const THEIRS: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://app@db/x',
  MIGRATION_DATABASE_URL: 'postgresql://owner@db/x',
  PUBLIC_URL: 'https://gateway.example',
  ISSUER: 'https://id.acme.example',
  ISSUER_JWKS_URL: 'https://id.acme.example/jwks',
};

let folder: string;
let keyFile: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'agent-network-deploy-'));
  keyFile = path.join(folder, 'key.jwk');
  writeFileSync(keyFile, JSON.stringify((await createTestKey('key')).privateJwk));
});
afterAll(() => rm(folder, { recursive: true }));

function expectSettings(program: Program, given: Readonly<Record<string, string | undefined>>): void {
  const known = SOURCES[program].map((file) => readFileSync(file, 'utf8')).join('\n');
  const unknown = Object.keys(given).filter((name) => !new RegExp(`\\b${name}:`).test(known));
  expect(unknown).toEqual([]);
  const filled = Object.entries(given).map(([name, value]) => {
    const theirs = value === undefined || value.startsWith('${');
    return [name, name === 'SIGNING_KEY_FILE' ? keyFile : theirs ? THEIRS[name] : value];
  });
  const environment = Object.fromEntries(filled) as Record<string, string>;
  expect(() => READERS[program](environment)).not.toThrow();
}

describe('the compose file', () => {
  const { services } = parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true }) as Compose;

  it.each(Object.keys(READERS) as Program[])('gives %s settings that it reads', (program) => {
    expectSettings(program, services[program]?.environment ?? {});
  });
});

describe.each(readdirSync('deploy/kubernetes'))('%s', (file) => {
  const documents = parseAllDocuments(readFileSync(`deploy/kubernetes/${file}`, 'utf8'));

  it('is well-formed, and gives its program settings that it reads, and no rights', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const manifests = documents.map((document) => document.toJS() as Manifest);
    const program = manifests.find(({ kind }) => kind === 'Deployment');
    for (const { env, securityContext } of program?.spec.template?.spec.containers ?? []) {
      expectSettings(
        program?.metadata.name as Program,
        Object.fromEntries(env.map(({ name, value }) => [name, value])),
      );
      expect(securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
      });
    }
    expect(manifests.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Deployment', 'NetworkPolicy']),
    );
  });
});
