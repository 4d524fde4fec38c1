import { writeFile } from 'node:fs/promises';
import { CliError } from '../exit.ts';
import { hasCode, newKey } from '../issuer/key-store.ts';

/** What `key new` was asked for. */
export interface NewKeyRequest {
  /** The key's id; its thumbprint when left out. */
  readonly kid?: string;
  /** The file to write. */
  readonly out: string;
}

/**
 * `key new`: a new private key for `SIGNING_KEY_FILE`, in a file that its owner alone can read.
 *
 * @returns the key's id
 * @throws CliError `FILE_NOT_USABLE` when the file is there already or cannot be written: no key is ever replaced
 */
export async function makeKey({ kid, out }: NewKeyRequest): Promise<string> {
  if (kid === '') throw new CliError('ARGUMENT_INVALID', 'A key needs an id that is not empty.');
  const key = await newKey(kid);
  try {
    await writeFile(out, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const reason = hasCode(error, 'EEXIST')
      ? 'there is a file already, and no key is replaced'
      : 'no such place, or no rights';
    throw new CliError('FILE_NOT_USABLE', `Could not write the key to ${out}: ${reason}.`);
  }
  return key.kid;
}
