import { companyRequest, type CompanyRequestReply } from '#schema/wire/company-requests.ts';
import { jsonReply, type Route } from '#subgraphs/kit/http-server.ts';
import type { RequestLog } from '#subgraphs/kit/request-log.ts';
import { createContext, type Tools } from '../context.ts';
import { PostedTooMuch } from '../events/post-rates.ts';
import { answerRequest } from './answering.ts';
import { createCompanyRequestReader } from './request-reading.ts';

const NO_REQUEST: CompanyRequestReply = {
  outcome: 'refused',
  code: 'INVALID_INPUT',
  message: 'The body is no request: see the list of commands.',
};

/**
 * `POST /company-requests`: what a company asks in its own name, signed with its key. 401 for whatever is wrong with the
 * signature; 400 for a signed body that is no request, which is as final as a refusal; 429 when it is to be sent again
 * later.
 */
export function createCompanyRequestRoute(tools: Tools, log: RequestLog): Route {
  const read = createCompanyRequestReader(tools.database, tools.clock);
  return {
    method: 'POST',
    path: '/company-requests',
    async handle(request) {
      const company = await read(request);
      if (company === null) return { status: 401 };
      log.note({ company: company.company });
      const asked = companyRequest.safeParse(parseJson(request.body));
      if (!asked.success) return jsonReply(400, NO_REQUEST);
      const context = createContext(company, tools);
      try {
        return jsonReply(200, await answerRequest(context, asked.data));
      } catch (error) {
        if (!(error instanceof PostedTooMuch)) throw error;
        return { status: 429, headers: { 'retry-after': String(error.retryAfterSeconds) } };
      } finally {
        await context.close();
      }
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
