import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { GATEWAY_AUDIENCE, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { REGISTRY_SIGNATURE_TYPE, registrySignatureClaims, signedRegistry } from '#schema/wire/registry.ts';
import { createVerifier, type Clock } from '#schema/wire/signatures.ts';

/** A registry out of the cache: its contents as JSON, and when the shared layer last vouched for them. */
export interface CachedRegistry {
  readonly json: unknown;
  /** Milliseconds since the epoch, by the shared layer's clock. */
  readonly since: number;
}

/** The last good registry, in a file, for a start while the shared layer is away. */
export interface RegistryCache {
  /** What is kept; null when there is nothing, or it is not what the shared layer signed. */
  load(): Promise<CachedRegistry | null>;
  /** Keeps what the shared layer gave, if it is signed. */
  keep(json: unknown): Promise<void>;
  /** Keeps a newer signature of the version that is kept. */
  confirm(signature: string): Promise<void>;
}

/** A newer signature alone is written this often at the most, in milliseconds. */
const CONFIRM_MS = 600_000;

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * Keeps the registry in `file`, and the keys that its signature is checked with beside it, in `<file>.keys.json`: when
 * the shared layer is away, so are its keys. Given `pinnedKeys`, no others are believed.
 */
export function createRegistryCache(options: {
  readonly file: string;
  readonly clock: Clock;
  readonly pinnedKeys: JSONWebKeySet | null;
  /** The shared layer's JWKS, asked of itself. */
  readonly fetchKeys: () => Promise<unknown>;
}): RegistryCache {
  const { file, clock, pinnedKeys } = options;
  const keysFile = `${file}.keys.json`;
  let kept: { readonly json: unknown; readonly writtenAt: number } | null = null;

  async function write(json: unknown): Promise<void> {
    const keys = pinnedKeys ?? readKeys(await options.fetchKeys());
    if ((await verified(json, keys, clock)) === null)
      throw new Error('the registry is not signed as it should be');
    await writeWhole(keysFile, JSON.stringify(keys));
    await writeWhole(file, JSON.stringify(json));
    kept = { json, writtenAt: clock() };
  }

  return {
    async load() {
      const json = await readJson(file);
      const keys = pinnedKeys ?? (await readJson(keysFile));
      if (json === null || keys === null) return null;
      const since = await verified(json, readKeys(keys), clock);
      if (since === null) throw new Error('the registry that was kept is not the one that was signed');
      kept = { json, writtenAt: since };
      return { json, since };
    },
    keep: write,
    async confirm(signature) {
      if (kept === null || clock() - kept.writtenAt < CONFIRM_MS) return;
      await write({ ...(kept.json as object), signature });
    },
  };
}

/** When contents were signed, in milliseconds; null when they are not, or are not what was signed. */
async function verified(json: unknown, keys: JSONWebKeySet, clock: Clock): Promise<number | null> {
  const read = signedRegistry.safeParse(json);
  if (!read.success) return null;
  const verify = createVerifier({
    ...{ issuer: SHARED_AUDIENCE, audience: GATEWAY_AUDIENCE, typ: REGISTRY_SIGNATURE_TYPE, clock },
    keys: createLocalJWKSet(keys),
    claims: registrySignatureClaims,
    remember: false,
  });
  const claims = await verify(read.data.signature);
  const { version } = read.data;
  return claims?.version === version && versionOf(json) === version && areSchemas(read.data.schemas)
    ? claims.iat * 1000
    : null;
}

/** The hash of everything but the version and its signature, in the order in which it came. */
function versionOf(json: unknown): string {
  const contents = Object.entries(json as object).filter(
    ([name]) => name !== 'version' && name !== 'signature',
  );
  return sha256(JSON.stringify(Object.fromEntries(contents)));
}

function areSchemas(schemas: Readonly<Record<string, string>>): boolean {
  return Object.entries(schemas).every(([hash, sdl]) => sha256(sdl) === hash);
}

function readKeys(json: unknown): JSONWebKeySet {
  return jwks.parse(json);
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => 'null');
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Whole or not at all, and for its owner alone: it has every company's schema in it. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
