import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from './config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'company-config-'));
const keyFile = path.join(folder, 'key.json');
writeFileSync(keyFile, JSON.stringify({ kty: 'OKP', kid: '1', alg: 'EdDSA', d: 'hush' }));
afterAll(() => rmSync(folder, { recursive: true }));

const sound = {
  COMPANY: 'acme',
  DATABASE_URL: 'postgresql://app:hush@127.0.0.1:5432/acme',
  GATEWAY_JWKS_URL: 'http://127.0.0.1:4000/jwks',
  SHARED_URL: 'http://127.0.0.1:4001',
  SIGNING_KEY_FILE: keyFile,
  SHARED_JWKS_URL: 'http://127.0.0.1:4001/jwks',
  ISSUER: 'http://127.0.0.1:4005/acme',
  ISSUER_JWKS_URL: 'http://127.0.0.1:4005/acme/jwks.json',
};

describe('settings', () => {
  it('have defaults where one is safe', () => {
    const { migrationDatabaseUrl, ...rest } = readSettings({
      ...sound,
      PORT: '',
      MIGRATION_DATABASE_URL: '',
    });
    expect(rest).toMatchObject({ company: 'acme', host: '127.0.0.1', port: 4011, logLevel: 'info' });
    expect(migrationDatabaseUrl).toBe(sound.DATABASE_URL);
  });

  it.each([
    ['COMPANY', undefined, 'COMPANY is not set'],
    ['COMPANY', 'Acme Inc', 'COMPANY is not valid: it must be a slug, [a-z][a-z0-9-]{1,30}'],
    ['PORT', '70000', 'PORT is not valid'],
    ['PORT', 'x', 'PORT is not valid: it must be a port'],
    ['DATABASE_URL', 'mysql://x:hush@y/z', 'DATABASE_URL is not valid: it must be a postgresql:// address'],
    ['PRIVATE_RETENTION_DAYS', '0', 'PRIVATE_RETENTION_DAYS is not valid'],
    ['ISSUER', '', 'ISSUER is not set'],
    ['SHARED_URL', '', 'SHARED_URL is not set'],
    ['SIGNING_KEY_FILE', '', 'SIGNING_KEY_FILE is not set'],
    ['TOOL_SECRET_KEY', 'hush!', 'TOOL_SECRET_KEY is not valid: it must be base64'],
    ['TOOL_SECRET_KEY', btoa('hush'), 'TOOL_SECRET_KEY is not valid: it must be 32 bytes in base64'],
    ['SIGNING_KEY_FILE', `${keyFile}.gone`, 'SIGNING_KEY_FILE must name a readable file'],
    [
      'GATEWAY_JWKS_URL',
      'file:///keys',
      'GATEWAY_JWKS_URL is not valid: it must be an http or https address',
    ],
  ])('name %s when it is %p', (name, value, message) => {
    const read = () => readSettings({ ...sound, [name]: value });
    expect(read).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
    expect(read).toThrow(message);
    expect(read).not.toThrow('hush');
  });

  it('keep internal messages, unless told for how long', () => {
    expect(readSettings(sound).privateRetentionDays).toBeUndefined();
    expect(readSettings({ ...sound, PRIVATE_RETENTION_DAYS: '90' }).privateRetentionDays).toBe(90);
  });

  it('hold the key for secrets of tools, or none', () => {
    expect(readSettings(sound).toolSecretKey).toBeUndefined();
    const key = Buffer.alloc(32, 7);
    const read = readSettings({ ...sound, TOOL_SECRET_KEY: key.toString('base64') });
    expect(read.toolSecretKey).toEqual(new Uint8Array(key));
  });

  it('name a module of the company’s own, or none', () => {
    expect(readSettings(sound).extensionModule).toBeUndefined();
    const read = readSettings({ ...sound, EXTENSION_MODULE: 'own/extension.ts' });
    expect(read.extensionModule).toBe(path.resolve('own/extension.ts'));
  });

  it('that are all missing are all named', () => {
    expect(() => readSettings({})).toThrow(/COMPANY.*DATABASE_URL.*GATEWAY_JWKS_URL.*ISSUER_JWKS_URL/);
  });
});
