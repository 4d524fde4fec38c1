import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';
import { CliError } from '../exit.ts';

const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
});

/** Where a program's or an issuer's signing key is kept: a private JWK as JSON, readable by its owner alone. */
export function keyFile(dataDir: string, name: string): string {
  return path.join(dataDir, 'keys', `${name}.jwk.json`);
}

/**
 * The signing key of that name, made on first use and kept from then on. Two processes that ask at once get
 * the same key.
 *
 * @throws CliError `KEY_FILE_INVALID` when the file holds anything but such a key
 */
export async function ensureKey(dataDir: string, name: string): Promise<JWK> {
  const file = keyFile(dataDir, name);
  return parseKey(file, await keptText(file, createKey));
}

/**
 * The key of that name under which a company's program keeps its tools' secrets: 32 bytes in base64, made on first use
 * and kept from then on.
 */
export async function ensureSecretKey(dataDir: string, name: string): Promise<string> {
  const file = path.join(dataDir, 'keys', `${name}.key`);
  return (await keptText(file, () => Promise.resolve(randomBytes(32).toString('base64')))).trim();
}

/** A new private Ed25519 JWK, named by its thumbprint unless it is given an id. */
export async function newKey(kid?: string): Promise<JWK & { readonly kid: string }> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: kid ?? (await calculateJwkThumbprint(jwk)), alg: 'EdDSA' };
}

async function createKey(): Promise<string> {
  return JSON.stringify(await newKey());
}

async function keptText(file: string, make: () => Promise<string>): Promise<string> {
  const kept = await readIfThere(file);
  if (kept !== null) return kept;
  await keep(file, await make());
  return readFile(file, 'utf8');
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${text}\n`, { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces a key that another process made meanwhile.
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function parseKey(file: string, text: string): JWK {
  try {
    return privateJwk.parse(JSON.parse(text));
  } catch {
    const advice = 'Delete it to have a new one made; tokens under the old one end with it.';
    throw new CliError('KEY_FILE_INVALID', `${file} holds no private Ed25519 JWK. ${advice}`);
  }
}

/** Whether that is the error of the system with that code. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
