import { documentSetHash, type ListDocumentsReply } from '#schema/wire/documents.ts';
import { asRegistry, readAsCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import type { ReadDocument } from './document-rules.ts';

/** Who sends a document. */
export interface DocumentClient {
  readonly name: string;
  readonly version: string | null;
}

/** A company's documents, read as that company, by name. */
export async function listDocuments(
  company: string,
  database: Database,
): Promise<ListDocumentsReply['documents']> {
  const rows = await readAsCompany(database, { company }, (transaction) =>
    transaction.registeredDocument.findMany({
      where: { companySlug: company },
      omit: { companySlug: true },
      orderBy: [{ name: 'asc' }, { hash: 'asc' }],
    }),
  );
  return rows.map(({ addedAt, ...row }) => ({ ...row, addedAt: addedAt.toISOString() }));
}

/** The SDL that the company is served by; null when it is in no registry. */
export async function servedSdl(
  company: string,
  database: Database,
): Promise<{ readonly hash: string; readonly sdl: string } | null> {
  const row = await asRegistry(database, (transaction) =>
    transaction.company.findUnique({ where: { slug: company }, include: { schema: true } }),
  );
  return row && row.schema;
}

/** One company's documents as a gateway is given them. */
export function documentSetOf(
  company: string,
  database: Database,
): Promise<{ readonly hash: string; readonly text: string }[]> {
  return asRegistry(database, (transaction) =>
    transaction.registeredDocument.findMany({
      where: { companySlug: company },
      orderBy: { hash: 'asc' },
      select: { hash: true, text: true },
    }),
  );
}

/** What is really sent, for a check of a schema: by one company or, for an operator, by all. */
export async function documentsInUse(
  database: Database,
  companySlug?: string,
): Promise<{ readonly company: string; readonly name: string; readonly text: string }[]> {
  const rows = await asRegistry(database, (transaction) =>
    transaction.registeredDocument.findMany({
      where: companySlug === undefined ? {} : { companySlug },
      orderBy: [{ companySlug: 'asc' }, { name: 'asc' }, { hash: 'asc' }],
      select: { companySlug: true, name: true, text: true },
    }),
  );
  return rows.map(({ companySlug: company, name, text }) => ({ company, name, text }));
}

/**
 * Registers documents, and names the set anew, which tells the gateways.
 *
 * @returns the hashes that were not registered before; null when there would be more than `most`
 */
export function addDocuments(
  company: string,
  documents: readonly ReadDocument[],
  more: { readonly client: DocumentClient | undefined; readonly at: Date; readonly most: number },
  database: Database,
): Promise<ReadonlySet<string> | null> {
  return asRegistry(database, async (transaction) => {
    await transaction.$queryRaw`SELECT slug FROM companies WHERE slug = ${company} FOR UPDATE`;
    const where = { companySlug: company };
    const before = await transaction.registeredDocument.findMany({ where, select: { hash: true } });
    const known = new Set(before.map(({ hash }) => hash));
    const fresh = documents.filter(({ hash }) => !known.has(hash));
    const all = new Set([...known, ...fresh.map(({ hash }) => hash)]);
    if (all.size > more.most) return null;
    if (fresh.length === 0) return new Set<string>();
    const row = {
      ...where,
      clientName: more.client?.name ?? null,
      clientVersion: more.client?.version ?? null,
    };
    const data = fresh.map((document) => ({ ...document, ...row, addedAt: more.at }));
    await transaction.registeredDocument.createMany({ data, skipDuplicates: true });
    await transaction.company.update({
      where: { slug: company },
      data: { documentsHash: documentSetHash([...all]) },
    });
    return new Set(fresh.map(({ hash }) => hash));
  });
}
