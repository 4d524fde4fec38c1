import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OURS, PROXY, STOCK, BETWEEN_TENANTS } from './goals.ts';
import { federation1, SHOP_SDL } from './graph/shop.ts';
import { NO_RATE_LIMITS } from './tenant/rate-limits.ts';

/** The graph as a gateway is told of it. */
export interface Scenario {
  /** A file with the supergraph's SDL. */
  readonly supergraph: string;
  /** Subgraphs' addresses, by name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The shared layer of the network with tenants. Its keys and tokens are in the folder. */
  readonly sharedUrl: string;
  /** For files of the peers. */
  readonly folder: string;
}

/** A gateway to be measured. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  /** Queries that it is asked; those of the shop unless told. */
  readonly only?: readonly string[];
  /** The command that serves the scenario at a port of the loopback. */
  command(port: number, scenario: Scenario): readonly string[];
}

const ROOT = path.resolve(import.meta.dirname, '..');
const PEERS = path.join(ROOT, 'bench', '.peers');
const NODE = process.execPath;

interface Peer {
  readonly folder: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly contenders: (folder: string) => readonly Contender[];
}

const YOUNG = '--max-semi-space-size=64';
const CLI = path.join(ROOT, 'cli', 'bin.mjs');
const ours = (name: string, ...flags: readonly string[]): Contender => ({
  name,
  version: 'this',
  command: (port, { supergraph }) => [
    ...[NODE, ...flags, CLI, 'gateway', '--anonymous', '--log-level', 'silent'],
    ...['--supergraph', supergraph, '--port', String(port)],
  ],
});

function versionOf(name: string): string {
  const file = path.join(ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** What needs no more than this project. */
const OWN: readonly Contender[] = [
  {
    name: STOCK,
    version: `${versionOf('@apollo/gateway')}, ${versionOf('@apollo/server')}`,
    command: (port, { supergraph }) => [
      NODE,
      path.join(ROOT, 'bench', 'peers', 'apollo.mjs'),
      supergraph,
      String(port),
    ],
  },
  ours(OURS, YOUNG),
  ours(`${OURS}, Node's own young generation`),
  {
    name: PROXY,
    version: versionOf('undici'),
    only: ['small'],
    command: (port, { addresses }) => [
      ...[NODE, path.join(ROOT, 'bench', 'peers', 'proxy.mjs'), addresses['accounts'] ?? '', String(port)],
    ],
  },
];

/** With authentication, tenancy and owner routing. */
const betweenTenants = (name: string, engine: 'apollo' | 'compiled'): Contender => ({
  name,
  version: 'this',
  only: ['tenant', 'tenant-small'],
  command: (port, { sharedUrl, folder }) => [
    ...[
      'env',
      `SIGNING_KEY_FILE=${path.join(folder, 'key.json')}`,
      `SHARED_URL=${sharedUrl}`,
      `PORT=${port}`,
    ],
    ...[`GATEWAY_ENGINE=${engine}`, 'LOG_LEVEL=silent', 'COALESCE=off', 'SUBGRAPH_CONCURRENCY=256'],
    'ALLOW_PRIVATE_ADDRESSES=true',
    ...Object.entries(NO_RATE_LIMITS).map(([name, value]) => `${name}=${value}`),
    ...[NODE, YOUNG, path.join(ROOT, 'gateway', 'start.mjs')],
  ],
});

const TENANTS = [
  betweenTenants('between tenants, reference engine', 'apollo'),
  betweenTenants(BETWEEN_TENANTS, 'compiled'),
];

const HIVE = '2.15.1';
const GRAFBASE = '0.103.0';

const OTHERS: readonly Peer[] = [
  {
    folder: 'hive',
    packages: { '@graphql-hive/gateway': HIVE, '@graphql-hive/router-runtime': '1.4.23', graphql: '16.15.0' },
    contenders: (folder) =>
      [[], ['--hive-router-runtime']].map((flags) => ({
        name: `Hive Gateway, ${flags.length > 0 ? 'Rust' : 'JS'} planner`,
        version: HIVE,
        command: (port, { supergraph }) => [
          ...[NODE, path.join(folder, 'node_modules', '.bin', 'hive-gateway'), 'supergraph', supergraph],
          ...['--host', '127.0.0.1', '--port', String(port), '--fork', '1', '--polling', '10h', ...flags],
          ...['--config-path', writeOnce(folder, 'gateway.config.mjs', HIVE_CONFIG)],
        ],
      })),
  },
  {
    folder: 'mercurius',
    packages: { mercurius: '16.10.1', '@mercuriusjs/gateway': '5.2.0', fastify: '5.8.0', graphql: '16.12.0' },
    contenders: (folder) => [
      {
        name: 'Mercurius (federation 1)',
        version: '16.10.1, gateway 5.2.0',
        command: (port, { addresses }) => {
          const services = Object.entries(addresses).map(([name, url]) => ({
            name,
            url,
            schema: federation1(name),
          }));
          const script = path.join(ROOT, 'bench', 'peers', 'mercurius.mjs');
          return [NODE, script, folder, JSON.stringify(services), String(port)];
        },
      },
    ],
  },
  {
    folder: 'grafbase',
    packages: { '@grafbase/cli-x86_64-unknown-linux-musl': GRAFBASE },
    contenders: (folder) => [
      {
        name: 'Grafbase (native)',
        version: GRAFBASE,
        command: (port, { addresses }) => [
          path.join(folder, 'node_modules', '@grafbase', 'cli-x86_64-unknown-linux-musl', 'grafbase'),
          ...[
            'dev',
            '--port',
            String(port),
            '--config',
            writeOnce(folder, 'grafbase.toml', grafbaseConfig(folder, addresses)),
          ],
        ],
      },
    ],
  },
];

const HIVE_CONFIG = `export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
  logging: 'error',
};
`;

function grafbaseConfig(folder: string, addresses: Readonly<Record<string, string>>): string {
  const subgraphs = Object.entries(addresses).map(([name, url]) => {
    const file = writeOnce(folder, `${name}.graphql`, SHOP_SDL[name] ?? '');
    return `[subgraphs.${name}]\nintrospection_url = "${url}"\nurl = "${url}"\nschema_path = "${file}"\n`;
  });
  return `${subgraphs.join('\n').replaceAll(/introspection_url.*\n/g, '')}\n[[headers]]\nrule = "forward"\nname = "authorization"\n`;
}

function writeOnce(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Every gateway that can be measured here; the others with the reason. Installs what is missing, outside of the project. */
export function findContenders(say: (line: string) => void): {
  readonly contenders: readonly Contender[];
  readonly skipped: readonly (readonly [string, string])[];
} {
  const contenders = [...OWN, ...TENANTS];
  const skipped: [string, string][] = [];
  for (const { folder: name, packages, contenders: make } of OTHERS) {
    const folder = path.join(PEERS, name);
    try {
      install(folder, packages, say);
      contenders.push(...make(folder));
    } catch (error) {
      skipped.push([name, `could not be installed: ${firstLine(error)}`]);
    }
  }
  return { contenders, skipped };
}

function install(
  folder: string,
  packages: Readonly<Record<string, string>>,
  say: (line: string) => void,
): void {
  mkdirSync(folder, { recursive: true });
  const wanted = JSON.stringify({ private: true, dependencies: packages });
  const marker = path.join(folder, 'installed.json');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  say(`installs ${Object.keys(packages).join(', ')}`);
  writeFileSync(path.join(folder, 'package.json'), wanted);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    timeout: 150_000,
    stdio: 'pipe',
  });
  writeFileSync(marker, wanted);
}

/** The first line of what went wrong, without this machine's paths. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replaceAll(ROOT, '.');
}
