import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import type { Engine, RegistrySnapshot, Snapshot } from '../context.ts';
import { ViewUnbuilt } from '../errors.ts';
import { createViewStore, type CheckSchema, type ComposeView } from './view-store.ts';

function registry(schemaOf: Readonly<Record<string, string>>, sharedSdl = 'shared'): RegistrySnapshot {
  const companies = Object.keys(schemaOf).map((slug) => ({
    slug,
    issuer: slug,
    jwksUri: '',
    subgraphUrl: null,
    schemaHash: `hash of ${String(schemaOf[slug])}`,
  }));
  return {
    version: '1',
    sharedSdl,
    schemas: Object.fromEntries(Object.values(schemaOf).map((sdl) => [`hash of ${sdl}`, sdl])),
    companies: new Map(companies.map((company) => [company.slug, company])),
    byIssuer: new Map(),
  };
}

/** A store, and what it had checked, composed and prepared. */
function setUp(
  given: {
    check?: CheckSchema;
    compose?: ComposeView;
    engine?: Engine;
    capacity?: number;
    unbuiltMs?: number;
  } = {},
) {
  const log: string[] = [];
  const store = createViewStore({
    check: (company, shared, sdl) => {
      log.push(`check ${company} ${sdl}`);
      return given.check?.(company, shared, sdl) ?? Promise.resolve();
    },
    compose: (shared, sdl, company) => {
      log.push(`compose ${shared} ${sdl}`);
      return given.compose?.(shared, sdl, company) ?? Promise.resolve(`${shared}+${sdl}`);
    },
    engine: given.engine ?? {
      prepare: ({ key, supergraphSdl }) => {
        log.push(`prepare ${supergraphSdl}`);
        const snapshot: Snapshot = {
          key,
          execute: () => Promise.resolve({ body: '{}', executed: true, codes: [] }),
        };
        return Promise.resolve(snapshot);
      },
    },
    capacity: given.capacity ?? 10,
    unbuiltMs: given.unbuiltMs ?? 60_000,
  });
  return { store, log };
}

const refuse = () => Promise.reject(new Error('refused'));

describe('the view store', () => {
  it('builds a view once for all who wait and all who come later', async () => {
    const { store, log } = setUp();
    const now = registry({ acme: 'a' });
    const [first, second] = await Promise.all([store.snapshotOf('acme', now), store.snapshotOf('acme', now)]);
    expect(second).toBe(first);
    expect(await store.snapshotOf('acme', registry({ acme: 'a', harbor: 'h' }))).toBe(first);
    expect(log).toEqual(['check acme a', 'compose shared a', 'prepare shared+a']);
  });

  it('shares one view among companies with the same SDL, and judges each by itself', async () => {
    const { store, log } = setUp({
      check: (company) => (company === 'harbor' ? refuse() : Promise.resolve()),
    });
    const now = registry({ acme: 's', harbor: 's', nimbus: 's' });
    const acme = await store.snapshotOf('acme', now);
    await expect(store.snapshotOf('harbor', now)).rejects.toThrow('refused');
    expect(await store.snapshotOf('nimbus', now)).toBe(acme);
    expect(log.filter((entry) => entry.startsWith('check'))).toHaveLength(3);
    expect(log.filter((entry) => entry.startsWith('prepare'))).toHaveLength(1);
  });

  it('rebuilds the view of a company whose SDL changed, and no other', async () => {
    const { store, log } = setUp();
    const before = registry({ acme: 'a', harbor: 'h' });
    const [acme, harbor] = [await store.snapshotOf('acme', before), await store.snapshotOf('harbor', before)];
    const after = registry({ acme: 'a2', harbor: 'h' });
    expect(await store.snapshotOf('acme', after)).not.toBe(acme);
    expect(await store.snapshotOf('harbor', after)).toBe(harbor);
    expect(log.filter((entry) => entry.startsWith('prepare'))).toHaveLength(3);
  });

  it('rebuilds every view when the shared layer’s SDL changed', async () => {
    const { store } = setUp();
    const old = await store.snapshotOf('acme', registry({ acme: 'a' }));
    const fresh = await store.snapshotOf('acme', registry({ acme: 'a' }, 'shared 2'));
    expect(fresh.key).not.toBe(old.key);
  });

  it('tells inputs apart whose texts run together', async () => {
    const { store } = setUp();
    const one = await store.snapshotOf('acme', registry({ acme: 'b' }, 'a'));
    const other = await store.snapshotOf('acme', registry({ acme: '' }, 'ab'));
    expect(one.key).not.toBe(other.key);
  });

  it.each([
    ['the check', { check: refuse }],
    ['composition', { compose: refuse }],
    ['the engine', { engine: { prepare: () => Promise.reject(new Error('refused')) } }],
  ])('has no view when %s fails, and does not try the same again', async (_, given) => {
    const { store, log } = setUp(given);
    const now = registry({ acme: 'a' });
    await expect(store.snapshotOf('acme', now)).rejects.toThrow('refused');
    const tried = log.length;
    await expect(store.snapshotOf('acme', now)).rejects.toThrow('refused');
    expect(log).toHaveLength(tried);
  });

  it('has no view for a while where what builds views was lost, and then tries again', async () => {
    let lost = true;
    const compose = () => (lost ? Promise.reject(new ViewUnbuilt('lost')) : Promise.resolve('composed'));
    const { store, log } = setUp({ compose, unbuiltMs: 800 });
    const now = registry({ acme: 'a' });
    await expect(store.snapshotOf('acme', now)).rejects.toThrow('lost');
    lost = false;
    await expect(store.snapshotOf('acme', now)).rejects.toThrow('lost');
    expect(log).toEqual(['check acme a', 'compose shared a']);
    await setTimeout(900);
    expect((await store.snapshotOf('acme', now)).key).not.toBe('');
    expect(log.at(-1)).toBe('prepare composed');
  });

  it('composes nothing that the check refuses', async () => {
    const { store, log } = setUp({ check: refuse });
    await expect(store.snapshotOf('acme', registry({ acme: 'a' }))).rejects.toThrow('refused');
    expect(log).toEqual(['check acme a']);
  });

  it('has no view of a company, or a schema, that the registry does not know', async () => {
    const { store, log } = setUp();
    await expect(store.snapshotOf('nobody', registry({ acme: 'a' }))).rejects.toThrow('nobody');
    const torn = { ...registry({ acme: 'a' }), schemas: {} };
    await expect(store.snapshotOf('acme', torn)).rejects.toThrow('no schema');
    await expect(store.snapshotOf('__proto__', registry({ acme: 'a' }))).rejects.toThrow('no schema');
    expect(log).toEqual([]);
  });

  it('keeps as many views as it may', async () => {
    const { store, log } = setUp({ capacity: 1 });
    const now = registry({ acme: 'a', harbor: 'h' });
    for (const company of ['acme', 'harbor', 'acme']) await store.snapshotOf(company, now);
    expect(log.filter((entry) => entry.startsWith('prepare'))).toHaveLength(3);
  });
});
