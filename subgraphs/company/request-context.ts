import type { IdSource } from '#subgraphs/kit/ids.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { StreamOptions } from '#subgraphs/kit/graphql-streams.ts';
import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import type { RequestLog } from '#subgraphs/kit/request-log.ts';
import type { Wakes } from '#subgraphs/kit/wakes.ts';
import type { Actor } from './access/action-rules.ts';
import { principalOf, type Principal } from './access/principal-rules.ts';
import type { VerifyRequest } from './access/request-verifier.ts';
import { readStanding } from './access/standing-store.ts';
import type { Context } from './context.ts';
import { WRITE_LIMITS, type Database } from './database.ts';
import type { LiveSource } from './live/live-source.ts';
import { openLiveCaller } from './live/live-caller.ts';
import { createLoaders } from './loaders.ts';
import type { Courier } from './outbox/courier.ts';
import type { Look } from './sharing/company-view.ts';
import type { ReadCounter } from './sharing/read-counter.ts';
import type { Stores } from './stores.ts';
import type { SecretBox } from './tools/secret-box.ts';

/** What the program gives every request. */
export interface ContextTools {
  readonly company: string;
  readonly db: Database;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly secretBox: SecretBox | null;
  readonly log: RequestLog;
  readonly courier: Pick<Courier, 'deliver'>;
  readonly reads: Pick<ReadCounter, 'note' | 'flush'>;
  readonly look: Look;
}

/**
 * Makes the context of a principal, however it was come by.
 *
 * @param live what its streams read from; left out where there are none
 */
export function contextOf(principal: Principal, tools: ContextTools, live = noStreams): Context {
  const { company, db, stores, clock, ids, secretBox, log } = tools;
  let loaders = createLoaders(stores, principal);
  let actor: Promise<Actor | null> | undefined;
  const forget = () => {
    loaders = createLoaders(stores, principal);
    // A write can change what the caller may do next.
    actor = undefined;
  };
  return {
    company,
    principal,
    stores,
    loaders: () => loaders,
    ids,
    secretBox,
    now: () => new Date(clock()),
    actor: () => (actor ??= readStanding(db, principal).then((standing) => standing.actor)),
    live,
    write: (work) => db.$transaction(work, WRITE_LIMITS).finally(forget),
    deliver: (requestId) => tools.courier.deliver(requestId),
    countRead: countReads(principal, tools.reads),
    viewAs: (other, teamId, ids) => {
      const eyes: Principal = { kind: 'foreign', company: other, teams: new Set([teamId]) };
      return tools.look({ ...contextOf(eyes, tools), countRead: () => undefined }, ids);
    },
    onFault: (error) => log.fault(error),
  };
}

function noStreams(): LiveSource {
  throw new Error('Streams are not served here.');
}

/** One request may come to a thing by several ways: it is given it once. */
function countReads(principal: Principal, reads: ContextTools['reads']): (disclosureId: string) => void {
  const given = new Set<string>();
  return (disclosureId) => {
    if (principal.kind !== 'foreign' || given.has(disclosureId)) return;
    given.add(disclosureId);
    reads.note(principal.company, disclosureId);
  };
}

/** Makes a request's context out of its verified credentials; null, which is a refusal, without a valid passport. */
export function createRequestContexts(
  tools: ContextTools & { readonly verify: VerifyRequest },
): (request: HttpRequest) => Promise<Context | null> {
  return async (request) => {
    const words = await tools.verify((name) => request.header(name));
    if (words === null) {
      tools.log.note({ principal: 'refused' });
      return null;
    }
    const { principal } = await readStanding(tools.db, principalOf(tools.company, words));
    tools.log.note({ company: words.passport.company, principal: principal.kind });
    return contextOf(principal, tools);
  };
}

/** What streams need beside. */
export interface StreamTools extends ContextTools {
  readonly verify: VerifyRequest;
  readonly wakes: Wakes<string>;
}

/** Makes the contexts of a stream and of each batch of its events; null, which is a refusal, without a valid passport. */
export function createStreamContexts(tools: StreamTools): StreamOptions<Context>['admit'] {
  return async (request) => {
    const words = await tools.verify((name) => request.header(name));
    if (words === null) {
      tools.log.note({ principal: 'refused' });
      return null;
    }
    const named = principalOf(tools.company, words);
    tools.log.note({ company: words.passport.company, principal: named.kind });
    const caller = openLiveCaller(named, words.caller?.exp ?? 0, tools);
    return (signal) => contextOf(caller.principal(), tools, () => caller.source(signal));
  };
}
