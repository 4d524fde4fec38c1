import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSettings, SettingsError } from './config.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const keyFile = path.join(folder, 'key.json');
writeFileSync(keyFile, '{"kty":"OKP","d":"secret"}');

describe('the gateway’s settings', () => {
  it('need a signing key and have defaults for the rest', () => {
    expect(readSettings({ SIGNING_KEY_FILE: keyFile })).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      sharedUrl: 'http://127.0.0.1:4001',
      coalesce: true,
      compression: false,
      recordOperationsMs: 30_000,
      signingKey: { kty: 'OKP' },
      corsOrigins: new Set(['https://sandbox.embed.apollographql.com', 'https://studio.apollographql.com']),
    });
  });

  it('are taken from the environment', () => {
    const env = {
      SIGNING_KEY_FILE: keyFile,
      PORT: '0',
      SHARED_URL: 'https://shared.test/',
      CORS_ORIGINS: '',
      SUBGRAPH_TIMEOUT_MS: '250',
      COALESCE: 'off',
      COMPRESSION: 'on',
      RECORD_OPERATIONS: 'off',
      SUBGRAPH_CONCURRENCY: '7',
    };
    expect(readSettings(env)).not.toHaveProperty('recordOperationsMs');
    expect(readSettings(env)).toMatchObject({
      port: 0,
      sharedUrl: 'https://shared.test',
      corsOrigins: new Set(),
      subgraphTimeoutMs: 250,
      coalesce: false,
      compression: true,
      subgraphConcurrency: 7,
    });
  });

  it.each([
    ['PORT', { PORT: '70000' }],
    ['SHARED_URL', { SHARED_URL: 'shared' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['COALESCE', { COALESCE: 'yes' }],
    ['BREAKER_FAILURES', { BREAKER_FAILURES: '0' }],
    ['SUBGRAPH_TIMEOUT_MS', { SUBGRAPH_TIMEOUT_MS: '-1' }],
    ['SIGNING_KEY_FILE', { SIGNING_KEY_FILE: undefined }],
    ['SIGNING_KEY_FILE', { SIGNING_KEY_FILE: path.join(folder, 'none.json') }],
  ])('that are wrong are refused by name: %s', (name, wrong) => {
    const read = () => readSettings({ SIGNING_KEY_FILE: keyFile, ...wrong });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(name);
  });
});
