import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { contractSdl } from '#schema/sdl.ts';
import { registerCompanies } from '../seed.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';
import { publication, SCHEMA_PATHS, sendSchemaWord } from '../testing/schema-word.ts';
import { makeKey } from '../testing/test-credentials.ts';

let shared: RunningShared;
let key: JWK;
beforeAll(async () => {
  shared = await startRunningShared();
  key = await makeKey('company-reader');
  await registerCompanies(shared.database, [
    {
      ...{ slug: 'reader', name: 'Reader', keys: [key], sdl: contractSdl(), subgraphUrl: null },
      ...{ issuer: 'https://reader.example', jwksUri: 'https://reader.example/jwks' },
    },
  ]);
}, 60_000);
afterAll(() => shared.stop());

const push = (documents: readonly string[]) =>
  sendSchemaWord(shared.url, SCHEMA_PATHS.pushDocuments, { company: 'reader', key }, { documents });

/** How many reads are answered, one after the other, until it is. */
async function readsUntil(work: Promise<unknown>): Promise<number> {
  const state = { done: false };
  void work.finally(() => {
    state.done = true;
  });
  let reads = 0;
  for (; !state.done; reads += 1) {
    const { status } = await shared.post('{ me { subject } }', {}, await shared.as('acme'));
    expect(status).toBe(200);
  }
  return reads;
}

describe('while a company pushes', () => {
  it('documents, others’ reads are answered, and another push of its own is told to come again', async () => {
    const both = Promise.all([push(['query Me { me { subject } }']), push(['query It { me { subject } }'])]);
    // Composing on the thread that answers would let none of them through.
    expect(await readsUntil(both)).toBeGreaterThan(10);
    expect((await both).map(({ status }) => status).sort()).toEqual([200, 429]);
  }, 60_000);

  it('a schema, too', async () => {
    const sdl = `${contractSdl()}\nextend type Workspace { "Its own." readerOwn: Int }`;
    const who = { company: 'reader', key };
    const publish = sendSchemaWord(shared.url, SCHEMA_PATHS.publish, who, publication(sdl));
    expect(await readsUntil(publish)).toBeGreaterThan(10);
    expect(await publish).toMatchObject({ status: 200, json: { version: { accepted: true } } });
  }, 60_000);

  it('what does not fit its schema is told, and the next push is read all the same', async () => {
    expect(await push(['query No { nothing }'])).toMatchObject({
      status: 200,
      json: { documents: [], refused: [{ at: 0 }] },
    });
    expect(await push(['query Own { workspace { readerOwn } }'])).toMatchObject({
      status: 200,
      json: { documents: [{ name: 'Own', added: true }], refused: [] },
    });
  }, 60_000);
});
