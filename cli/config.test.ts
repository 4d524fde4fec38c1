import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadSettings, PACKAGE_ROOT } from './config.ts';

const databases = {
  SHARED_DATABASE_URL: 'postgresql://s',
  ACME_DATABASE_URL: 'postgresql://a',
  HARBOR_DATABASE_URL: 'postgresql://h',
  NIMBUS_DATABASE_URL: 'postgresql://n',
};

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(loadSettings({})).toEqual({
      dataDir: path.join(PACKAGE_ROOT, '.data'),
      ports: {
        gateway: 4000,
        shared: 4001,
        issuer: 4005,
        database: 0,
        acme: 4011,
        harbor: 4012,
        nimbus: 4013,
      },
      databases: null,
      logLevel: 'info',
      accessTokenSeconds: 600,
      underNpm: false,
      inherited: {},
    });
  });

  it.each(['x', '0', '-1', '65536', '4.5', ' '])('refuse GATEWAY_PORT=%p by name', (port) => {
    expect(() => loadSettings({ GATEWAY_PORT: port })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining('GATEWAY_PORT') }),
    );
  });

  it('take databases all or none', () => {
    expect(
      loadSettings({ ...databases, ACME_MIGRATION_DATABASE_URL: 'postgresql://o' }).databases,
    ).toMatchObject({
      shared: { runtimeUrl: 'postgresql://s', ownerUrl: 'postgresql://s' },
      acme: { runtimeUrl: 'postgresql://a', ownerUrl: 'postgresql://o' },
    });
    const some = { ...databases, HARBOR_DATABASE_URL: '' };
    expect(() => loadSettings(some)).toThrow(/Not set: HARBOR_DATABASE_URL\./);
  });

  it('pass the environment on, but for the addresses of databases', () => {
    const env = { ...databases, ACME_MIGRATION_DATABASE_URL: 'x', DATABASE_URL: 'y', PATH: '/bin' };
    expect(loadSettings(env).inherited).toEqual({ PATH: '/bin' });
  });
});
