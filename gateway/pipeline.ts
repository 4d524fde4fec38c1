import type { Clock } from '#schema/wire/signatures.ts';
import type { Authentication } from './auth/authenticator.ts';
import type { Caller, RegistrySnapshot, RequestContext, Snapshot } from './context.ts';
import { RequestRefused } from './errors.ts';
import type { AnswerOperation, HttpContext } from './http/graphql-handler.ts';
import type { RegistrySource } from './registry/registry-source.ts';
import type { Logger } from './telemetry/logger.ts';
import type { ViewStore } from './tenancy/view-store.ts';

/** The stages that an operation goes through. */
export interface Stages {
  readonly registry: RegistrySource;
  readonly authenticate: (
    authorization: string | undefined,
    registry: RegistrySnapshot,
  ) => Promise<Authentication>;
  readonly views: ViewStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What happens to every operation, in order: who asks, whose view they see, then the engine. Each stage either
 * hands on what the next one needs or refuses the whole request with a code of the table.
 */
export function createPipeline(stages: Stages): AnswerOperation {
  return async (operation, http) => {
    const started = stages.clock();
    const record = (entry: Record<string, unknown>) =>
      stages.logger.info({ requestId: http.requestId, ms: stages.clock() - started, ...entry }, 'request');
    try {
      const registry = pinRegistry(stages);
      const caller = await identify(stages, http, registry);
      const context = {
        requestId: http.requestId,
        caller,
        registry,
        onFault: faultLog(stages.logger, http.requestId),
      };
      const snapshot = await pinView(stages, context);
      const answer = await snapshot.execute(operation, context);
      record({ company: caller.company, view: snapshot.key.slice(0, 12), errors: answer.codes });
      return answer;
    } catch (error) {
      record({ refused: error instanceof RequestRefused ? error.code : 'INTERNAL_SERVER_ERROR' });
      throw error;
    }
  };
}

/** A request keeps the registry that it began with. */
function pinRegistry({ registry }: Stages): RegistrySnapshot {
  const current = registry.current();
  if (!current) throw new RequestRefused('VIEW_UNAVAILABLE');
  return current;
}

async function identify(
  { authenticate, logger }: Stages,
  http: HttpContext,
  registry: RegistrySnapshot,
): Promise<Caller> {
  const found = await authenticate(http.authorization, registry);
  if (found.kind === 'caller') return found.caller;
  if (found.kind === 'refused')
    logger.info({ requestId: http.requestId, reason: found.reason }, 'a token was refused');
  throw new RequestRefused('UNAUTHENTICATED');
}

/** No view, no answer. */
async function pinView(
  { views, logger }: Stages,
  { caller, registry, requestId }: RequestContext,
): Promise<Snapshot> {
  try {
    return await views.snapshotOf(caller.company, registry);
  } catch (error) {
    logger.error({ requestId, company: caller.company, reason: String(error) }, 'a view could not be built');
    throw new RequestRefused('VIEW_UNAVAILABLE');
  }
}

function faultLog(logger: Logger, requestId: string): RequestContext['onFault'] {
  return (fault) => logger.warn({ requestId, ...fault }, 'a subgraph failed');
}
