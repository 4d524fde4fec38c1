import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import type { RequestLog } from '#subgraphs/kit/request-log.ts';
import { principalOf } from './access/principal-rules.ts';
import type { VerifyRequest } from './access/request-verifier.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import type { Stores } from './stores.ts';

/** What contexts are made of. */
export interface RequestContextParts {
  readonly company: string;
  readonly verify: VerifyRequest;
  readonly stores: Stores;
  readonly log: RequestLog;
}

/** Makes a request's context out of its verified credentials; null, which is a refusal, without a valid passport. */
export function createRequestContexts(
  parts: RequestContextParts,
): (request: HttpRequest) => Promise<Context | null> {
  const { company, stores, log } = parts;
  return async (request) => {
    const words = await parts.verify((name) => request.header(name));
    if (words === null) {
      log.note({ principal: 'refused' });
      return null;
    }
    const principal = principalOf(company, words);
    log.note({ company: words.passport.company, principal: principal.kind });
    const loaders = createLoaders(stores, principal);
    return { company, principal, stores, loaders, onFault: (error) => log.fault(error) };
  };
}
