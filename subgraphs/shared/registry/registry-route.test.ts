import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { companyAudience } from '#schema/wire/credentials.ts';
import { registryChange, registryContents } from '#schema/wire/registry.ts';
import { SOON_MS } from '#test/testkit/soon.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';
import { makeGateway } from '../testing/test-credentials.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

describe('the registry', () => {
  const get = (headers: Record<string, string>) => fetch(`${shared.url}/registry`, { headers });

  it("answers a gateway's own token, and 304 to a known version", async () => {
    const authorization = `Bearer ${await shared.gateway.serviceToken()}`;
    const response = await get({ authorization });
    const contents = registryContents.parse(await response.json());
    expect(contents.companies.map(({ slug }) => slug)).toEqual(['acme', 'harbor', 'nimbus', 'outsider']);
    expect(Object.keys(contents.schemas)).toHaveLength(1);
    const etag = response.headers.get('etag') ?? '';
    expect(etag).toBe(`"${contents.version}"`);
    expect((await get({ authorization, 'if-none-match': etag })).status).toBe(304);
  });

  it('is closed to everything else', async () => {
    const tokens = [
      '',
      await shared.gateway.passport('acme'),
      await (await makeGateway()).serviceToken(),
      await shared.gateway.serviceToken({ aud: companyAudience('acme') }),
      await shared.gateway.serviceToken({ exp: Math.floor(Date.now() / 1000) - 60 }),
      await shared.gateway.serviceToken({ exp: Math.floor(Date.now() / 1000) + 3600 }),
    ];
    for (const token of tokens) expect((await get({ authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await get({})).status).toBe(401);
    expect((await get(await shared.as('acme'))).status).toBe(401);
  });

  describe('changes', () => {
    const versionNow = async () => {
      const response = await get({ authorization: `Bearer ${await shared.gateway.serviceToken()}` });
      return registryContents.parse(await response.json()).version;
    };
    const change = async (known: string) => {
      const authorization = `Bearer ${await shared.gateway.serviceToken()}`;
      const headers = { authorization, 'if-none-match': `"${known}"` };
      const response = await fetch(`${shared.url}/registry/changes`, { headers });
      return registryChange.parse(await response.json()).version;
    };
    const move = (address: string) =>
      shared.rows.company.update({ where: { slug: 'nimbus' }, data: { subgraphUrl: address } });
    const listeners = () => shared.rows.$queryRaw<{ pid: number }[]>`
      SELECT pid FROM pg_stat_activity
      WHERE application_name = 'agent-network-shared-listener' AND datname = current_database()`;

    it('are told at once, whoever made them', async () => {
      const known = await versionNow();
      expect(await change('another')).toBe(known);
      const told = change(known);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const start = Date.now();
      await move('http://127.0.0.1:2/nimbus');
      expect(await told).not.toBe(known);
      expect(Date.now() - start).toBeLessThan(SOON_MS);
    });

    it('are told after the connection to the database was lost', async () => {
      const known = await versionNow();
      const told = change(known);
      const [listener] = await listeners();
      await shared.database.$queryRaw`SELECT pg_terminate_backend(${listener?.pid})::text`;
      await move('http://127.0.0.1:3/nimbus');
      expect(await told).toBe(await versionNow());
      expect(await listeners()).not.toEqual([listener]);
    });

    it('are told to gateways alone', async () => {
      const ask = (headers: Record<string, string>) => fetch(`${shared.url}/registry/changes`, { headers });
      expect([(await ask({})).status, (await ask(await shared.as('acme'))).status]).toEqual([401, 401]);
    });

    it('leave nobody waiting when the program stops', async () => {
      const known = await versionNow();
      const told = change(known);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const start = Date.now();
      await shared.stop();
      expect([await told, Date.now() - start < 4000]).toEqual([known, true]);
      shared = await startRunningShared();
    });
  });
});
