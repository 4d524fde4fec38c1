import {
  COMPANY_REQUEST_HEADER,
  companyRequestReply,
  type CompanyCommand,
  type CompanyRequestReply,
} from '#schema/wire/company-requests.ts';
import { ulid } from 'ulid';
import type { Who } from './companies-at-work.ts';
import { callerOf, type TestNetwork } from './network.ts';

/** Has a company ask the shared layer in its own name, signed with its key, past its program. */
export async function companyWord(
  { sharedUrl, credentials }: Pick<TestNetwork, 'sharedUrl' | 'credentials'>,
  { company, subject }: Who,
  command: CompanyCommand,
): Promise<CompanyRequestReply> {
  const body = JSON.stringify({ requestId: ulid(), command });
  const token = await credentials.companyRequest(company, callerOf(company, subject), body);
  const headers = { 'content-type': 'application/json', [COMPANY_REQUEST_HEADER]: token };
  const response = await fetch(`${sharedUrl}/company-requests`, { method: 'POST', headers, body });
  return companyRequestReply.parse(await response.json());
}
