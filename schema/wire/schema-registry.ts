import { z } from 'zod';
import { FINDING_KINDS } from '../checks/finding.ts';
import { callerClaims, SHARED_AUDIENCE } from './credentials.ts';
import { servedNetwork } from './served-network.ts';

/** What a company, or the operator, says to the registry of schemas, with each `POST /schema/…`: a JWT. */
export const SCHEMA_REQUEST_HEADER = 'agent-network-schema-request';
/** Its JWT `typ`. */
export const SCHEMA_REQUEST_TYPE = 'agent-network-schema-request+jwt';
/** `iss` of the network's operator, who reads everything and publishes in nobody's name. */
export const OPERATOR_AUDIENCE = 'agent-network:operator';

/** The addresses. All are asked by `POST` with a JSON body. */
export const SCHEMA_PATHS = {
  publish: '/schema/publish',
  rollback: '/schema/rollback',
  fetch: '/schema/fetch',
  history: '/schema/history',
  pushDocuments: '/documents/push',
  listDocuments: '/documents/list',
  standing: '/companies/standing',
} as const;
/** See {@link SCHEMA_PATHS}. */
export type SchemaPath = (typeof SCHEMA_PATHS)[keyof typeof SCHEMA_PATHS];

/** `aud` of a request: it names the address too, so that a body signed for one is worth nothing at another. */
export function schemaAudience(path: SchemaPath): string {
  return `${SHARED_AUDIENCE}${path}`;
}

/**
 * Signed by one of the company's keys, `iss` its audience, or by the operator's; living at most `CREDENTIAL_LIFE_SECONDS`.
 * Good for one address and for one body, whose sha256 (hex, of the exact bytes) is `body`.
 */
export const schemaRequestClaims = z.object({
  jti: z.string().min(1),
  exp: z.number(),
  /** Who did it, in the signer's own words. */
  actor: callerClaims.pick({ sub: true, kind: true, name: true }),
  body: z.string().length(64),
});

const message = z.string().trim().min(1).max(500);
const acceptExposure = z.array(z.string().max(300)).max(1000).default([]);

/** Asks to have an SDL served. The same `requestId` with the same body is done once, and answered alike ever after. */
export const publishRequest = z.object({
  requestId: z.ulid(),
  sdl: z.string(),
  message,
  /** Coordinates whose becoming visible to other companies is meant. */
  acceptExposure,
});
/** See {@link publishRequest}. */
export type PublishRequest = z.infer<typeof publishRequest>;

/** Asks to have an earlier version served again: it is checked as any other, and becomes a new version. */
export const rollbackRequest = z.object({
  requestId: z.ulid(),
  version: z.int().min(1),
  message: message.exactOptional(),
  acceptExposure,
});
/** See {@link rollbackRequest}. */
export type RollbackRequest = z.infer<typeof rollbackRequest>;

/** What a check found, as it is kept: the findings that weigh most, and how many of each weight there were. */
export const schemaReport = z.object({
  passed: z.boolean(),
  findings: z.array(
    z.object({
      kind: z.enum(FINDING_KINDS),
      severity: z.enum(['error', 'warning', 'note']),
      rule: z.string(),
      coordinate: z.string(),
      message: z.string(),
      documents: z.array(z.string()).exactOptional(),
    }),
  ),
  counts: z.object({ error: z.int(), warning: z.int(), note: z.int() }),
});
/** See {@link schemaReport}. */
export type SchemaReport = z.infer<typeof schemaReport>;

/** How many changes there were to what was served before. */
export const schemaDiff = z.object({ breaking: z.int(), dangerous: z.int(), safe: z.int() });
/** See {@link schemaDiff}. */
export type SchemaDiff = z.infer<typeof schemaDiff>;

/** A version as its owner is told of it. */
export const schemaVersion = z.object({
  /** The company; null of the shared layer's. */
  company: z.string().nullable(),
  version: z.int(),
  hash: z.string(),
  origin: z.enum(['REGISTERED', 'PUBLISHED', 'ROLLED_BACK']),
  accepted: z.boolean(),
  author: z.string().nullable(),
  message: z.string().nullable(),
  publishedAt: z.iso.datetime(),
  report: schemaReport.nullable(),
  diff: schemaDiff.nullable(),
  previous: z.int().nullable(),
  restored: z.int().nullable(),
});
/** See {@link schemaVersion}. */
export type SchemaVersion = z.infer<typeof schemaVersion>;

/** The answer to publish and rollback: the version that came of it, and the number of the one that is served now. */
export const publishReply = z.object({ version: schemaVersion, served: z.int().nullable() });
/** See {@link publishReply}. */
export type PublishReply = z.infer<typeof publishReply>;

/** Asks for what is served. The operator may name one company, and gets all of them otherwise. */
export const fetchRequest = z.object({ company: z.string().max(40).exactOptional() });

/** Its answer. */
export const fetchReply = servedNetwork;
/** See {@link fetchReply}. */
export type FetchReply = z.infer<typeof fetchReply>;

/** Asks for versions, the newest first. The operator names a company, or null for the shared layer's. */
export const historyRequest = z.object({
  company: z.string().max(40).nullable().exactOptional(),
  first: z.int().min(1).max(200).default(50),
  /** Versions before this number alone. */
  before: z.int().min(1).exactOptional(),
});
/** See {@link historyRequest}. */
export type HistoryRequest = z.infer<typeof historyRequest>;

/** Its answer. */
export const historyReply = z.object({ versions: z.array(schemaVersion), served: z.int().nullable() });
/** See {@link historyReply}. */
export type HistoryReply = z.infer<typeof historyReply>;

/** With 400, 404, 409 and 429: what is wrong with the request. 401 comes without a word. */
export const schemaRefusal = z.object({ code: z.string(), message: z.string() });
/** See {@link schemaRefusal}. */
export type SchemaRefusal = z.infer<typeof schemaRefusal>;
