import { sharedSdl } from '#schema/sdl.ts';
import {
  DOCUMENT_LIMITS,
  documentSetRequest,
  listDocumentsRequest,
  pushDocumentsRequest,
  type PushDocumentsReply,
  type PushDocumentsRequest,
} from '#schema/wire/documents.ts';
import { SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { jsonReply, type HttpReply, type HttpRequest, type Route } from '#subgraphs/kit/http-server.ts';
import { isStorable } from '#subgraphs/kit/text-rules.ts';
import { takePublication } from '../schemas/publication-rate.ts';
import { parseJson, refused, signedRoute, type SchemaRouteTools } from '../schemas/schema-routes.ts';
import type { ReadDocument } from './document-rules.ts';
import { addDocuments, listDocuments, documentSetOf, servedSdl } from './document-store.ts';

/** What the routes take from the program. */
export interface DocumentRouteTools extends SchemaRouteTools {
  /** Whether a request is a gateway's own. */
  readonly isGateway: (request: HttpRequest) => Promise<boolean>;
}

/**
 * Trusted documents: `POST /documents/push` and `/documents/list`, signed with the company's key as requests to the registry
 * of schemas are, each for its own company alone; `POST /registry/documents` for a gateway's own token.
 */
export function createDocumentRoutes(tools: DocumentRouteTools): Route[] {
  const { database, isGateway } = tools;
  return [
    signedRoute(SCHEMA_PATHS.pushDocuments, pushDocumentsRequest, tools, ({ company }, asked) =>
      company === null ? { status: 401 } : push(company, asked, tools),
    ),
    signedRoute(SCHEMA_PATHS.listDocuments, listDocumentsRequest, tools, async ({ company }) =>
      company === null
        ? { status: 401 }
        : jsonReply(200, { documents: await listDocuments(company, database) }),
    ),
    {
      method: 'POST',
      path: '/registry/documents',
      async handle(request) {
        if (!(await isGateway(request))) return { status: 401 };
        const asked = documentSetRequest.safeParse(parseJson(request.body));
        if (!asked.success) return { status: 400 };
        return jsonReply(200, { documents: await documentSetOf(asked.data.company, database) });
      },
    },
  ];
}

const BUSY = refused(429, 'BUSY', 'Too much is being checked: send it again in a while.');

async function push(
  company: string,
  { documents, client }: PushDocumentsRequest,
  { database, clock, checker, publicationsPerHour }: DocumentRouteTools,
): Promise<HttpReply> {
  const texts = [...documents, client?.name ?? '', client?.version ?? ''];
  if (!texts.every(isStorable)) return refused(400, 'INVALID_INPUT', 'A document or a name is no text.');
  const served = await servedSdl(company, database);
  if (!served) return refused(404, 'NOT_FOUND', 'The company is served no schema.');
  if (!checker.takes(company)) return BUSY;
  await takePublication(company, publicationsPerHour, database);
  const reading = checker.readDocuments({
    ...{ company, sharedSdl: sharedSdl(), companySdl: served.sdl, documents },
  });
  if (reading === null) return BUSY;
  const read = await reading;
  const problems = read.flatMap((one, at) => ('problem' in one ? [{ at, problem: one.problem }] : []));
  if (problems.length > 0) return reply({ documents: [], refused: problems });
  const good = read.filter((one): one is ReadDocument => 'hash' in one);
  const more = { client, at: new Date(clock()), most: DOCUMENT_LIMITS.all };
  const added = await addDocuments(company, good, more, database);
  if (!added) return refused(409, 'CONFLICT', `A company has at most ${DOCUMENT_LIMITS.all} documents.`);
  return reply({
    documents: good.map(({ hash, name }) => ({ hash, name, added: added.has(hash) })),
    refused: [],
  });
}

function reply(value: PushDocumentsReply): HttpReply {
  return jsonReply(200, value);
}
