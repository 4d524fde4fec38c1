import { createSigner, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import type { Logger } from '#subgraphs/kit/logger.ts';
import type { JWK } from 'jose';
import type { Database } from '../database.ts';
import { startCourier, type Courier } from '../outbox/courier.ts';
import { createRequestSender } from '../outbox/request-sender.ts';
import { settleDisclosure } from './disclosure-settling.ts';
import { createReadCounter, type ReadCounter } from './read-counter.ts';

/** What runs beside the requests for as long as the program does. */
export interface SharingServices {
  /** The company's key, with which it speaks to the shared layer. */
  readonly signer: Signer;
  readonly courier: Courier;
  readonly reads: ReadCounter;
  /** Ends it; counts that are not written down yet are. */
  stop(): Promise<void>;
}

/** What it needs. */
export interface SharingOptions {
  readonly company: string;
  readonly sharedUrl: string;
  readonly signingKey: JWK;
  readonly otherKeys?: readonly JWK[] | undefined;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: () => number;
  readonly send: typeof fetch;
  readonly logger: Logger;
  readonly onFault: (error: unknown) => void;
}

/**
 * Starts carrying the outbox to the shared layer, and counting what other companies are given.
 *
 * @throws TypeError for a key that cannot sign
 */
export async function startSharingServices(options: SharingOptions): Promise<SharingServices> {
  const { db, clock, logger, onFault } = options;
  const signer = await createSigner(options.signingKey, options.otherKeys);
  const ids = createIdSource(clock);
  const reads = createReadCounter(db, clock, onFault);
  const courier = startCourier({
    ...{ db, clock, random: options.random, answered: settleDisclosure, onFault },
    send: createRequestSender({ ...options, signer, newId: () => ids.ulid(), fetch: options.send }),
    onUnanswered: (requestId, attempts, error) => {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ requestId, attempts, reason }, 'the shared layer did not answer a company request');
    },
  });
  return {
    ...{ signer, courier, reads },
    async stop() {
      await courier.stop();
      await reads.stop();
    },
  };
}
