import { companyRequestReply, type CompanyRequestReply } from '#schema/wire/company-requests.ts';
import type { Transaction } from '../database.ts';

/** What is known of a request. */
export interface KnownRequest {
  readonly commandHash: string;
  readonly reply: CompanyRequestReply;
}

/** Replies that are forgotten at once: so many at most for each request, so that none waits for a long clearing. */
const MOST_FORGOTTEN = 100;

/**
 * Takes a request up, unless it has been before: then what is known of it. Of the same request several times at once one
 * is taken up, and the others wait here until that one is done.
 */
export async function takeUpRequest(
  company: string,
  transaction: Transaction,
  request: { readonly requestId: string; readonly commandHash: string; readonly at: Date },
): Promise<KnownRequest | null> {
  const data = [{ ...request, companySlug: company }];
  const { count } = await transaction.companyRequestReply.createMany({ data, skipDuplicates: true });
  return count === 1 ? null : findKnownRequest(company, transaction, request.requestId);
}

/** What is known of a request that was answered. */
export async function findKnownRequest(
  company: string,
  transaction: Transaction,
  requestId: string,
): Promise<KnownRequest> {
  const where = { companySlug_requestId: { companySlug: company, requestId } };
  const { commandHash, reply } = await transaction.companyRequestReply.findUniqueOrThrow({ where });
  return { commandHash, reply: companyRequestReply.parse(JSON.parse(reply ?? 'null')) };
}

/** Keeps the answer to a request that was taken up. */
export async function keepReply(
  company: string,
  transaction: Transaction,
  requestId: string,
  reply: CompanyRequestReply,
): Promise<void> {
  const where = { companySlug_requestId: { companySlug: company, requestId } };
  await transaction.companyRequestReply.update({ where, data: { reply: JSON.stringify(reply) } });
}

/** Forgets the company's oldest answers from before an instant. Those that another request forgets now are left to it. */
export async function forgetReplies(company: string, transaction: Transaction, before: Date): Promise<void> {
  await transaction.$executeRaw`
    DELETE FROM company_request_replies WHERE company_slug = ${company} AND request_id IN (
      SELECT request_id FROM company_request_replies WHERE company_slug = ${company} AND at < ${before}
      ORDER BY at LIMIT ${MOST_FORGOTTEN} FOR UPDATE SKIP LOCKED)`;
}
