import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import { principalOf } from './principal-rules.ts';
import type { VerifyRequest } from './request-verifier.ts';

/** 12 MiB: a document of 5 MiB, of which JSON makes twice as much at the worst, and the rest of the request. */
const LARGEST_UPLOAD = 12_582_912;

/** How large a body may be that is larger than usual: an own caller's, as an upload; nobody else's. */
export function uploadLimit(
  company: string,
  verify: VerifyRequest,
): (header: HttpRequest['header']) => Promise<number> {
  return async (header) => {
    const words = await verify(header);
    return words !== null && principalOf(company, words).kind === 'own' ? LARGEST_UPLOAD : 0;
  };
}
