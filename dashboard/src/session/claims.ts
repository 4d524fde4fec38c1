/** As much of an access token as the page reads. Nothing is trusted for it: the programs that are asked verify it. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  /** How long the token lived from its making, in seconds. */
  readonly lifeSeconds: number;
}

/** Reads a JWT's claims. Throws when it is none. */
export function readClaims(token: string): TokenClaims {
  const payload = token.split('.')[1] ?? '';
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (sign) =>
    sign.charCodeAt(0),
  );
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const { iss, sub, exp, iat } = claims;
  return { issuer: String(iss), subject: String(sub), lifeSeconds: Number(exp) - Number(iat) };
}
