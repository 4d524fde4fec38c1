import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSharedSettings, SettingsError } from './config.ts';

const key = { kty: 'OKP', crv: 'Ed25519', kid: 'k1', alg: 'EdDSA', x: 'x', d: 'very-secret' };
let folder: string;
let environment: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'shared-config-'));
  const file = path.join(folder, 'key.json');
  writeFileSync(file, JSON.stringify(key));
  environment = {
    DATABASE_URL: 'postgresql://app@127.0.0.1:5432/shared',
    GATEWAY_JWKS_URL: 'http://127.0.0.1:4000/.well-known/jwks.json',
    SIGNING_KEY_FILE: file,
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the settings', () => {
  it('have defaults', () => {
    expect(readSharedSettings(environment)).toEqual({
      host: '127.0.0.1',
      port: 4001,
      databaseUrl: environment['DATABASE_URL'],
      migrationDatabaseUrl: environment['DATABASE_URL'],
      databaseConnections: 20,
      databasePooled: false,
      gatewayJwksUrl: environment['GATEWAY_JWKS_URL'],
      signingKey: key,
      recordedOperationDays: 30,
      postLimits: { company: 6000, participant: 600 },
      publicationsPerHour: 120,
      retentionIntervalMs: 3_600_000,
      logLevel: 'info',
      telemetry: {},
    });
  });

  it('want direct addresses beside a pooler, for what belongs to a session', () => {
    const pooled = { ...environment, DATABASE_POOLER: 'transaction' };
    expect(() => readSharedSettings(pooled)).toThrow(
      /LISTEN_DATABASE_URL is not set.*MIGRATION_DATABASE_URL is not set/,
    );
    const direct = 'postgresql://app@127.0.0.1:5433/shared';
    const read = readSharedSettings({
      ...{ ...pooled, LISTEN_DATABASE_URL: direct, MIGRATION_DATABASE_URL: direct },
      DATABASE_CONNECTIONS: '7',
    });
    expect(read).toMatchObject({ databasePooled: true, databaseConnections: 7, listenDatabaseUrl: direct });
  });

  it('say that the bus’s certificates cannot be read, before anything has started', () => {
    const bus = { ...environment, EVENT_BUS_URL: 'tls://bus.example:4222' };
    const given = (file: string) => readSharedSettings({ ...bus, EVENT_BUS_CA_FILE: file });
    expect(() => given('/none.pem')).toThrow(SettingsError);
    expect(() => given('/none.pem')).toThrow('EVENT_BUS_CA_FILE must name a readable file');
    const file = environment['SIGNING_KEY_FILE'] ?? '';
    expect(given(file).eventBus).toEqual({ url: 'tls://bus.example:4222', caFile: file });
  });

  it.each([
    ['DATABASE_CONNECTIONS', '1'],
    ['DATABASE_POOLER', 'session'],
    ['LISTEN_DATABASE_URL', 'mysql://app@127.0.0.1/shared'],
    ['READ_DATABASE_URL', 'replica'],
    ['DATABASE_URL', 'mysql://app@127.0.0.1/shared'],
    ['DATABASE_URL', ''],
    ['MIGRATION_DATABASE_URL', 'shared'],
    ['PORT', '70000'],
    ['RECORDED_OPERATION_DAYS', '0'],
    ['PORT', 'http'],
    ['GATEWAY_JWKS_URL', 'file:///etc/passwd'],
    ['LOG_LEVEL', 'loud'],
    ['SIGNING_KEY_FILE', '/nowhere/key.json'],
  ])('name %s when it is %j, and only it', (name, value) => {
    const read = () => readSharedSettings({ ...environment, [name]: value });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(name);
  });

  it('never quote the key', () => {
    writeFileSync(path.join(folder, 'bad.json'), '{"d":"very-secret", oops');
    const bad = { ...environment, SIGNING_KEY_FILE: path.join(folder, 'bad.json') };
    expect(() => readSharedSettings(bad)).toThrow(/SIGNING_KEY_FILE(?!.*very-secret)/);
  });

  it('name all that is missing', () => {
    expect(() => readSharedSettings({})).toThrow(/DATABASE_URL.*GATEWAY_JWKS_URL.*SIGNING_KEY_FILE/);
  });
});
