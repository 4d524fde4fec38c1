import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { loadSettings } from '../config.ts';
import { parseDuration } from './duration.ts';
import { token } from './token-command.ts';

const NOW = Date.parse('2026-03-03T14:00:00.000Z');
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-token-'));
const settings = loadSettings({ DATA_DIR: dataDir, ISSUER_PORT: '4905' });
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('token', () => {
  it('signs what the caller is, for the gateway and the own company', async () => {
    const text = await token({ company: 'harbor', subject: 'fde', ttl: '15m' }, settings, () => NOW);
    expect(decodeJwt(text)).toEqual({
      iss: 'http://127.0.0.1:4905/harbor',
      sub: 'fde',
      aud: ['agent-network:gateway', 'agent-network:company:harbor'],
      kind: 'person',
      name: 'Priya Raman',
      iat: NOW / 1000,
      exp: NOW / 1000 + 900,
    });
  });

  it('says when it ends, as JSON', async () => {
    const request = { company: 'acme', subject: 'project-lead', ttl: '1h', json: true };
    const answer = JSON.parse(await token(request, settings, () => NOW)) as Record<string, string>;
    expect(answer['expiresAt']).toBe('2026-03-03T15:00:00.000Z');
    expect(decodeJwt(answer['token'] ?? '').sub).toBe('project-lead');
  });

  it.each([
    ['acme', 'nobody'],
    ['nobody', 'project-lead'],
    ['harbor', 'project-lead'],
    ['__proto__', 'constructor'],
  ])('names those there are when asked for %s %s', async (company, subject) => {
    await expect(token({ company, subject, ttl: '1h' }, settings, () => NOW)).rejects.toMatchObject({
      code: 'UNKNOWN_CALLER',
      exitStatus: 1,
      message: expect.stringMatching(/acme: project-lead, .*outsider: visitor/s),
    });
  });
});

describe('a duration', () => {
  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['1h', 3600],
    ['30d', 2_592_000],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each(['', '0s', '1', 'h', '-1h', '1.5h', '31d', '1h ', '1w', '99999999999s', 'Infinity'])(
    'refuses %p',
    (text) => expect(() => parseDuration(text)).toThrow(expect.objectContaining({ exitStatus: 2 })),
  );
});
