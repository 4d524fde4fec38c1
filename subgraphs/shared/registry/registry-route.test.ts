import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { companyAudience } from '#schema/wire/credentials.ts';
import { registryContents } from '#schema/wire/registry.ts';
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
});
