import { once } from 'node:events';
import type { LookupAddress } from 'node:dns';
import { createServer, isIPv6, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readIssuer } from '#cli/company/issuer-check.ts';
import { createIssuers } from '#gateway/sign-in/issuers.ts';
import { createEventWire } from '#gateway/transport/event-wire.ts';
import { createGuardedFetch } from '#gateway/transport/guarded-fetch.ts';
import { createPublicLookup, type Resolve } from '#gateway/transport/public-lookup.ts';
import { createUndiciWire, WIRE_LIMITS } from '#gateway/transport/undici-wire.ts';
import { faultOfUrl } from '#schema/wire/address-rules.ts';

/** Addresses of in here, in every spelling that some program or other understands. */
const HOSTS = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0.0.0.0',
    '0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.1',
  ],
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ],
  ...['2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '0x7F.1', '127.0.0.0x1', '1e1'],
  ...[
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[::ffff:0:127.0.0.1]',
  ],
  ...[
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
  ],
  ...['[fe80::1%25eth0]', '[::1%251]', '[ff02::1]', '[100::1]', '[2001:db8::1]', '[5f00::1]', '[4000::1]'],
  ...[
    'localhost',
    'localhost.',
    'LOCALHOST',
    'a.localhost',
    'metadata',
    'metadata.google.internal',
    'db.internal.',
    'x.local',
    'x.lan',
    'x.home.arpa',
  ],
  ...[
    '１２７.0.0.1',
    '127。0。0。1',
    '⑯⑨.254.169.254',
    'ⓛocalhost',
    '%31%32%37.0.0.1',
    '127.0.0.1.',
    '127.0.0.1%2e',
    'loc\talhost',
    'ｌｏｃａｌｈｏｓｔ',
  ],
];
const SPELLINGS = [
  ...HOSTS.map((host) => `https://${host}/graphql`),
  ...[
    'https://acme.example@127.0.0.1/',
    'https://127.0.0.1:443@acme.example/',
    'https://:secret@acme.example/',
    'https://127.0.0.1\\@acme.example/',
  ],
  ...[
    'http://acme.example/',
    'ftp://acme.example/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_INFO',
    'data:text/plain,a',
    'javascript:alert(1)',
  ],
  ...[
    '//127.0.0.1/',
    'https:/127.0.0.1/',
    'https:127.0.0.1',
    'HTTPS://127.0.0.1/',
    ' https://127.0.0.1/',
    'https://\n127.0.0.1/',
    'blob:https://127.0.0.1/a',
    'ws://acme.example/',
    '',
  ],
];

/** What names lead to: one at a time, so that a name may lead elsewhere the next time. */
function leadingTo(...answers: readonly (readonly string[])[]): Resolve & { count: number } {
  const found = (addresses: readonly string[]): LookupAddress[] =>
    addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const resolve: Resolve = (_name, _options, callback) => {
    callback(null, found(answers[Math.min(counted.count, answers.length - 1)] ?? []));
    counted.count += 1;
  };
  const counted = Object.assign(resolve, { count: 0 });
  return counted;
}

/** Counts who connects, whatever they say. */
let inside: Server;
let connections = 0;
let port = 0;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  inside.listen(0, '127.0.0.1');
  await once(inside, 'listening');
  port = (inside.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const end of ends) await end();
  await new Promise((done) => inside.close(done));
});

/** Every way by which a program fetches what somebody else has named. Each rejects. */
function waysOut(resolve: Resolve): Readonly<Record<string, (url: string) => Promise<unknown>>> {
  const guard = { allows: (program: string) => program === ':shared', resolve };
  const [wire, events, issuers] = [
    createUndiciWire(WIRE_LIMITS, guard),
    createEventWire(guard),
    createGuardedFetch({ allowPrivate: false, resolve }),
  ];
  ends.push(
    () => wire.close(),
    () => events.close(),
    () => issuers.close(),
  );
  const call = { program: 'acme', headers: {}, body: '{}', timeoutMs: 2000, maxBytes: 1000 };
  const names = async (name: string) => {
    const found = await new Promise<LookupAddress[]>((done) =>
      resolve(name, { all: true }, (_, all) => done(all)),
    );
    return found.map(({ address }) => address);
  };
  const reach = { fetch: issuers.fetch as typeof fetch, resolve: names, allowPrivate: false };
  const access = {
    clientId: 'c',
    redirectUri: 'https://network.example/signed-in',
    fetch: issuers.fetch as typeof fetch,
    clock: Date.now,
    allowHttp: false,
  };
  return {
    'a company’s subgraph': (url) => wire.call({ ...call, url }),
    'a company’s streams': (url) => events.open({ ...call, url, signal: AbortSignal.timeout(5000) }),
    'an issuer’s keys': (url) => issuers.fetch(url),
    'an issuer’s discovery': (url) => createIssuers(access).begin(url),
    'a company that is taken in': (url) => readIssuer({ issuer: url }, reach),
    'its issuer’s keys': (url) => readIssuer({ issuer: 'https://issuer.example', jwksUrl: url }, reach),
  };
}
const WAYS = Object.keys(waysOut(leadingTo([])));

describe.each(WAYS)('%s', (way) => {
  it('is asked at no address of in here, however it is spelled', async () => {
    const before = connections;
    const resolve = leadingTo(['127.0.0.1']);
    const go = waysOut(resolve)[way];
    for (const url of SPELLINGS)
      await expect(go?.(url.replace('/graphql', `:${String(port)}/graphql`)) ?? 0).rejects.toThrow();
    expect(connections).toBe(before);
  });

  it.each([
    [['127.0.0.1']],
    [['93.184.216.34', '127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['64:ff9b::7f00:1']],
    [['169.254.169.254']],
    [['fe80::1%lo']],
    [[]],
  ])('is asked under no name that leads to %j', async (addresses) => {
    const before = connections;
    const go = waysOut(leadingTo(addresses))[way];
    await expect(go?.(`https://subgraph.example:${String(port)}/graphql`) ?? 0).rejects.toThrow();
    expect(connections).toBe(before);
  });
});

describe('a registered address', () => {
  it.each(SPELLINGS)('is not %j', (url) => expect(faultOfUrl(url, false)).not.toBeNull());

  it.each([
    'https://acme.example/graphql',
    'https://acme.example.:8443/',
    'https://bücher.example/',
    'https://xn--bcher-kva.example/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (url) => expect(faultOfUrl(url, false)).toBeNull());
});

describe('a name that leads elsewhere the second time', () => {
  it('is judged at each connection, and connected to where it was judged', () => {
    const lookup = createPublicLookup(leadingTo(['93.184.216.34'], ['127.0.0.1']));
    const found: unknown[] = [];
    for (const all of [false, true, true])
      lookup('rebound.example', { all }, (error, address) => void found.push(error?.message ?? address));
    expect(found).toEqual([
      '93.184.216.34',
      'its name leads into a private network',
      'its name leads into a private network',
    ]);
  });

  it('was public while a company was taken in, and is judged anew as it is connected to', async () => {
    const before = connections;
    const resolve = leadingTo(['93.184.216.34'], ['127.0.0.1']);
    await expect(
      waysOut(resolve)['its issuer’s keys']?.(`https://rebound.example:${String(port)}/jwks`) ?? 0,
    ).rejects.toThrow('no keys');
    expect(resolve.count).toBe(2);
    expect(connections).toBe(before);
  });
});

describe('an issuer’s discovery document', () => {
  const ISSUER = 'https://issuer.example';
  const asked: string[] = [];
  /** An issuer that says where it is asked, and where people are sent to. */
  const issuerThat = (said: Readonly<Record<string, string>>, allowHttp = false) => {
    const answer: typeof fetch = (url) => {
      asked.push(String(url instanceof Request ? url.url : url));
      return Promise.resolve(
        Response.json({
          issuer: ISSUER,
          authorization_endpoint: `${ISSUER}/a`,
          token_endpoint: `${ISSUER}/t`,
          ...said,
        }),
      );
    };
    return createIssuers({
      clientId: 'c',
      redirectUri: 'https://network.example/signed-in',
      fetch: answer,
      clock: Date.now,
      allowHttp,
    });
  };

  it.each(['javascript:alert(1)', 'data:text/html,a', 'http://issuer.example/a', 'file:///etc/passwd'])(
    'sends nobody to %s',
    async (address) => {
      await expect(issuerThat({ authorization_endpoint: address }).begin(ISSUER)).rejects.toThrow(
        'sends people to',
      );
      await expect(issuerThat({ end_session_endpoint: address }).end(ISSUER, null)).rejects.toThrow(
        'sends people to',
      );
    },
  );

  it.each(['token_endpoint', 'revocation_endpoint'])(
    'has its %s asked over https alone, and by the guarded fetch',
    async (name) => {
      const from = asked.length;
      const issuer = issuerThat({ [name]: 'http://127.0.0.1:1/' });
      const attempt = name === 'token_endpoint' ? issuer.refresh(ISSUER, 'r') : issuer.end(ISSUER, 'r');
      await expect(attempt).rejects.toThrow();
      expect(asked.slice(from)).toEqual([`${ISSUER}/.well-known/openid-configuration`]);
    },
  );

  it('sends people where it is in public', async () => {
    expect((await issuerThat({}).begin(ISSUER)).address).toContain(`${ISSUER}/a?client_id=c`);
  });
});
