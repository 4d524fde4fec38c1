import { sha256 } from '#schema/wire/hash.ts';
import type { DocumentPolicy } from '#schema/wire/registry.ts';
import type { Operation, RequestContext } from './context.ts';
import { RequestRefused } from './errors.ts';
import { documentRefusal } from './policy/document-rules.ts';
import type { DocumentsOf, DocumentSet } from './registry/document-sets.ts';

/**
 * Finds the document that an operation names by its hash, among those that the caller's own company has registered.
 *
 * @throws RequestRefused when it is not to be run
 */
export type FindDocument = (operation: Operation, context: RequestContext) => Operation | Promise<Operation>;

/** `everywhere`: a policy that holds for every company, whatever the registry says of it. Nothing is ever registered here. */
export function createFindDocument(
  documentsOf: DocumentsOf,
  everywhere: DocumentPolicy | undefined,
): FindDocument {
  return (operation, context) => {
    const { caller, registry } = context;
    const policy = everywhere ?? registry.companies.get(caller.company)?.documentPolicy ?? 'OPEN';
    const { documentHash: hash } = operation;
    // The usual: any document, by its text.
    if (hash === undefined && policy === 'OPEN' && !caller.documents) return operation;
    return find(operation, context, policy, documentsOf);
  };
}

async function find(
  operation: Operation,
  context: RequestContext,
  policy: DocumentPolicy,
  documentsOf: DocumentsOf,
): Promise<Operation> {
  const { documentHash: hash, query } = operation;
  const text = hash === undefined ? undefined : (await setOf(context, documentsOf)).get(hash);
  const refusal = documentRefusal({
    hash,
    textHash: query === '' ? null : sha256(query),
    policy,
    allowed: context.caller.documents,
    registered: text !== undefined,
  });
  if (refusal) throw new RequestRefused(refusal);
  return text === undefined ? operation : { ...operation, query: text };
}

async function setOf(
  { caller, registry, onFault }: RequestContext,
  documentsOf: DocumentsOf,
): Promise<DocumentSet> {
  const company = registry.companies.get(caller.company);
  try {
    return company ? await documentsOf(company) : new Map();
  } catch (error) {
    onFault({ detail: `documents: ${String(error)}` });
    throw new RequestRefused('DOCUMENTS_UNAVAILABLE');
  }
}
