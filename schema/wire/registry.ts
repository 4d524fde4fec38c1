import { z } from 'zod';

const figure = z.int().min(1);

/** What a company may ask for, where the usual limits are not to hold. What one operation may come to: `gateway/limits/budget.ts`. */
export const companyLimits = z.object({
  documentBytes: figure.max(1_048_576).exactOptional(),
  tokens: figure.max(20_000).exactOptional(),
  nesting: figure.max(200).exactOptional(),
  depth: figure.max(200).exactOptional(),
  aliases: figure.max(20_000).exactOptional(),
  rootFields: figure.max(20_000).exactOptional(),
  directives: figure.max(20_000).exactOptional(),
  cost: figure.max(1_000_000_000).exactOptional(),
  // Over time, at each gateway: see `gateway/limits/rate-table.ts`.
  requestsPerSecond: figure.max(1_000_000).exactOptional(),
  requestBurst: figure.max(1_000_000).exactOptional(),
  costPerMinute: figure.max(1_000_000_000_000).exactOptional(),
  newDocumentsPerMinute: figure.max(1_000_000).exactOptional(),
  streams: figure.max(1_000_000).exactOptional(),
  callerRequestsPerSecond: figure.max(1_000_000).exactOptional(),
  callerRequestBurst: figure.max(1_000_000).exactOptional(),
  callerCostPerMinute: figure.max(1_000_000_000_000).exactOptional(),
  callerStreams: figure.max(1_000_000).exactOptional(),
  // Over time, in the shared layer: see `subgraphs/shared/events/post-rates.ts`.
  postsPerMinute: figure.max(1_000_000).exactOptional(),
  participantPostsPerMinute: figure.max(1_000_000).exactOptional(),
  // Over time, in the registry: see `subgraphs/shared/schemas/publication-rate.ts`.
  publicationsPerHour: figure.max(1_000_000).exactOptional(),
});
/** See {@link companyLimits}. */
export type CompanyLimits = z.infer<typeof companyLimits>;
/** What can be limited. */
export type CompanyLimitName = keyof CompanyLimits;

/** Whether a company's callers may send any document, or its registered ones alone. */
export const documentPolicy = z.enum(['OPEN', 'TRUSTED_ONLY']);
/** See {@link documentPolicy}. */
export type DocumentPolicy = z.infer<typeof documentPolicy>;

/** Who of a company's callers is told what a misspelt name may have meant. */
export const suggestionPolicy = z.enum(['NOBODY', 'PEOPLE', 'EVERYBODY']);
/** See {@link suggestionPolicy}. */
export type SuggestionPolicy = z.infer<typeof suggestionPolicy>;

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
  /** Left out: `OPEN`. */
  documentPolicy: documentPolicy.exactOptional(),
  /** Names the set of its registered documents, see `documents.ts`; null while there are none. */
  documentsHash: z.string().nullable().exactOptional(),
  /** Whether its callers may ask for the schema; left out: they may. */
  introspection: z.boolean().exactOptional(),
  /** Who of its callers is told what a misspelt name may have meant; left out: people. */
  suggestions: suggestionPolicy.exactOptional(),
  /** Null or left out: the gateway's own. */
  limits: companyLimits.nullable().exactOptional(),
  /** Whether what its callers use of the schema is recorded, see `recorded-operations.ts`; left out: it is not. */
  recordOperations: z.boolean().exactOptional(),
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

/** JWT `typ` of the shared layer's word on a version of the registry: `iss` the shared layer, `aud` the gateway. */
export const REGISTRY_SIGNATURE_TYPE = 'agent-network-registry+jwt';
/** How long it lives, in seconds: no kept registry is older, whatever a gateway is set to. */
export const REGISTRY_SIGNATURE_SECONDS = 30 * 24 * 3600;
/** See {@link REGISTRY_SIGNATURE_TYPE}. Who keeps the contents can tell by it whose they are, and since when. */
export const registrySignatureClaims = z.object({ exp: z.number(), iat: z.number(), version: z.string() });

/** The answer of `GET /registry`. `version` is the hash of everything in it but itself and the signature. */
export const signedRegistry = registryContents.extend({ signature: z.string() });

/** The answer of `GET /registry/changes`: the present version, once it is another than the known one or after a while. */
export const registryChange = z.object({ version: z.string(), signature: z.string() });
