import { describe, expect, it } from '@jest/globals';
import type { Caller } from './context.ts';
import { createSharedLayer } from './shared-layer.ts';
import type { CallJson, JsonCall } from './transport/json-caller.ts';

const caller: Caller = { company: 'acme', sub: 'lead', kind: 'person', token: 'caller-token' };

function setUp(status: number, json: unknown) {
  const calls: JsonCall[] = [];
  const call: CallJson = (one) => {
    calls.push(one);
    return Promise.resolve({ status, json });
  };
  const passports = {
    named: ({ company, sub }: Caller, audience: string) =>
      Promise.resolve(`${company} ${sub} for ${audience}`),
    companyOnly: () => Promise.reject(new Error('the shared layer is told who asks')),
    service: () => Promise.resolve('gateway'),
  };
  const shared = createSharedLayer({
    ...{ sharedUrl: 'http://shared.test', passports },
    ...{ call, callRegistry: call, callWaiting: call },
  });
  return { shared, calls };
}

describe('the shared layer', () => {
  it('gives its registry to the gateway, which says what it has', async () => {
    const { shared, calls } = setUp(200, { version: '2' });
    expect(await shared.registry(null)).toEqual({ version: '2' });
    await shared.registry('1');
    const itself = { program: ':shared', onBehalfOf: '' };
    expect(calls).toEqual([
      {
        ...itself,
        url: 'http://shared.test/registry',
        headers: { authorization: 'Bearer gateway' },
      },
      {
        ...itself,
        url: 'http://shared.test/registry',
        headers: { authorization: 'Bearer gateway', 'if-none-match': '"1"' },
      },
    ]);
  });

  it('has nothing new', async () => {
    expect(await setUp(304, null).shared.registry('1')).toBeNull();
  });

  it('attests on a caller’s company, and never sees the caller’s token', async () => {
    const { shared, calls } = setUp(200, { attestation: 'a', exp: 1 });
    expect(await shared.attestation(caller, 'harbor')).toEqual({ attestation: 'a', exp: 1 });
    expect(calls).toEqual([
      {
        program: ':shared',
        onBehalfOf: 'acme',
        url: 'http://shared.test/attestations',
        headers: { 'agent-network-passport': 'acme lead for agent-network:shared' },
        body: { audience: 'harbor' },
      },
    ]);
  });

  it.each([401, 404, 500])('fails with any other status: %d', async (status) => {
    const { shared } = setUp(status, { version: 'x' });
    await expect(shared.registry(null)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    await expect(shared.attestation(caller, 'harbor')).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
    });
  });
});
