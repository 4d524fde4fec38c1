import { z } from 'zod';

/** A company as the shared layer's registry knows it. One issuer is one company. */
export const registeredCompany = z.object({
  slug: z.string(),
  /** The `iss` of the company's caller tokens. */
  issuer: z.string(),
  jwksUri: z.string(),
  /** The company's subgraph; null while it runs none. */
  subgraphUrl: z.string().nullable(),
  /** sha256 (hex) of the company's SDL, a key of `schemas`. */
  schemaHash: z.string(),
});
/** See {@link registeredCompany}. */
export type RegisteredCompany = z.infer<typeof registeredCompany>;

/** `GET /registry` of the shared layer: all that a gateway needs to build tenant views. */
export const registryContents = z.object({
  /** sha256 (hex) of the rest: equal versions are equal contents. */
  version: z.string(),
  /** The shared layer's own SDL. */
  sharedSdl: z.string(),
  companies: z.array(registeredCompany),
  /** Company SDL by its hash: companies with the same SDL share one entry. */
  schemas: z.record(z.string(), z.string()),
});
/** See {@link registryContents}. */
export type RegistryContents = z.infer<typeof registryContents>;

/** `POST /attestations` of the shared layer, with a passport: asks for an attestation for one foreign company. */
export const attestationRequest = z.object({ audience: z.string() });

/** Its answer. `attestation` is null when the two companies share no team now. */
export const attestationReply = z.object({ attestation: z.string().nullable(), exp: z.number() });
/** See {@link attestationReply}. */
export type AttestationReply = z.infer<typeof attestationReply>;

/**
 * The shared layer's word on a version of the registry, with each answer of `GET /registry`: a JWT, `iss` the shared
 * layer, `aud` the gateway. Who keeps the contents can tell by it that they are the shared layer's, and since when.
 */
export const REGISTRY_SIGNATURE_HEADER = 'agent-network-registry-signature';
/** Its JWT `typ`. */
export const REGISTRY_SIGNATURE_TYPE = 'agent-network-registry+jwt';
/** How long it lives, in seconds: no kept registry is older, whatever a gateway is set to. */
export const REGISTRY_SIGNATURE_SECONDS = 30 * 24 * 3600;
/** See {@link REGISTRY_SIGNATURE_HEADER}. */
export const registrySignatureClaims = z.object({ exp: z.number(), iat: z.number(), version: z.string() });
