import { z } from 'zod';

/** A JWKS whose keys say who they are and what they are for. Left in: whatever else a key has. */
export const namedKeySet = z.object({
  keys: z.array(z.looseObject({ kty: z.enum(['OKP', 'EC', 'RSA']), kid: z.string(), alg: z.string() })),
});
