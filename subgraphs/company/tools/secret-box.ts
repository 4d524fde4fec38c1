import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A secret as it is kept: AES-256-GCM, the tag at the end of the ciphertext. */
export interface SealedSecret {
  /** Tells which key it is under, and nothing of the key. */
  readonly keyId: string;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

/** Seals and opens the secrets of tools under one key. */
export interface SecretBox {
  /** Seals a secret for one tool: sealed, it opens for no other. */
  seal(toolId: string, secret: string): SealedSecret;
  /** Opens it again; null for one of another key or tool, and for one that was changed. */
  open(toolId: string, sealed: SealedSecret): string | null;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Makes a box of a key of 32 bytes. */
export function createSecretBox(key: Uint8Array): SecretBox {
  const keyId = createHash('sha256').update('tool secret key').update(key).digest('hex').slice(0, 16);
  return {
    seal(toolId, secret) {
      const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(toolId),
      );
      const parts = [cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return { keyId, nonce, ciphertext: new Uint8Array(Buffer.concat(parts)) };
    },
    open(toolId, sealed) {
      return sealed.keyId === keyId ? opened(key, toolId, sealed) : null;
    },
  };
}

function opened(key: Uint8Array, toolId: string, { nonce, ciphertext }: SealedSecret): string | null {
  try {
    const end = ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(toolId))
      .setAuthTag(ciphertext.subarray(end));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
