import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SettingsError } from '../config.ts';
import { readStaticSettings } from './config.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-static-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const supergraph = path.join(folder, 'graph.graphql');
writeFileSync(supergraph, 'type Query { a: Int }');
const given = { supergraph, port: '4100', anonymous: true };

describe('the settings of a gateway without tenants', () => {
  it('come from the command line', () => {
    expect(readStaticSettings({ ...given, forward: ['X-One'], engine: 'apollo' }, {})).toMatchObject({
      port: 4100,
      host: '127.0.0.1',
      forward: ['x-one'],
      engine: 'apollo',
      planner: 'hive',
      supergraphSdl: 'type Query { a: Int }',
    });
    expect(readStaticSettings(given, {})).toMatchObject({ forward: ['authorization'], engine: 'compiled' });
  });

  it.each(['SIGNING_KEY_FILE', 'SHARED_URL', 'REGISTRY_POLL_MS', 'VIEW_CAPACITY'])(
    'are refused where a gateway between tenants is set up: %s',
    (name) => expect(() => readStaticSettings(given, { [name]: 'x' })).toThrow(name),
  );

  it.each([
    ['anonymous', { anonymous: false }],
    ['readable', { supergraph: path.join(folder, 'none') }],
    ['port', { port: '70000' }],
    ['engine', { engine: 'other' }],
    ['not forwarded', { forward: ['Content-Length'] }],
    ['forward', { forward: ['a b'] }],
  ])('that are wrong are refused: %s', (words, wrong) => {
    const read = () => readStaticSettings({ ...given, ...wrong }, {});
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(words);
  });
});
