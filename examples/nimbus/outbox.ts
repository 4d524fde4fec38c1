import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  companyRequestReply,
  type CompanyCommand,
  type CompanyRequestReply,
} from '#schema/wire/company-requests.ts';
import { companyAudience, CREDENTIAL_LIFE_SECONDS, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import type { Signer } from '#schema/wire/signatures.ts';
import type { Me } from './context.ts';
import type { Database, Sql } from './database.ts';

/** What an outbox needs. */
export interface OutboxTools {
  readonly company: string;
  readonly db: Database;
  readonly sharedUrl: string;
  readonly signer: Signer;
  readonly clock: () => number;
  readonly newId: () => string;
  readonly fetch: typeof fetch;
  readonly onFault: (error: unknown) => void;
}

/** Carries what the ledger says to the shared layer: signed, once in effect, again until it is answered. */
export interface Outbox {
  /** Writes a request down, in the transaction of what it tells of. */
  put(sql: Sql, lineId: string, command: CompanyCommand, me: Me, due: Date): Promise<string>;
  /** Sends what is due now and waits a while for the answer to one request; null while there is none. */
  deliver(requestId: string): Promise<CompanyRequestReply | null>;
  stop(): Promise<void>;
}

interface Item {
  readonly requestId: string;
  readonly lineId: string;
  readonly command: CompanyCommand['kind'];
  readonly body: string;
  readonly actor: { readonly sub: string; readonly kind: 'person' | 'agent' };
  readonly attempts: number;
}

const ROUND_MS = 1000;
const PATIENCE_MS = 2000;

/** Starts the rounds. Another replica may have its own over the same table. */
export function startOutbox(tools: OutboxTools): Outbox {
  const { db, clock } = tools;
  const stopping = new AbortController();
  const { signal } = stopping;
  const round = async () => {
    try {
      const items = await claim(db.sql, new Date(clock()));
      await Promise.all(items.map((item) => deliverOne(item, tools, signal)));
    } catch (error) {
      if (!signal.aborted) tools.onFault(error);
    }
  };
  const rounds = (async () => {
    while (!signal.aborted) {
      await round();
      await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async put(sql, lineId, command, { role, subject }, due) {
      const requestId = tools.newId();
      const actor = { sub: subject, kind: role === 'AGENT' ? 'agent' : 'person' };
      await sql(
        `INSERT INTO nimbus.outbox (request_id, line_id, command, body, actor, due_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [requestId, lineId, command.kind, JSON.stringify({ requestId, command }), actor, due],
      );
      return requestId;
    },
    async deliver(requestId) {
      const text = 'SELECT reply FROM nimbus.outbox WHERE request_id = $1';
      await Promise.race([round(), sleep(PATIENCE_MS)]);
      return (await db.sql<{ reply: CompanyRequestReply | null }>(text, [requestId]))[0]?.reply ?? null;
    },
    async stop() {
      stopping.abort();
      await rounds;
    },
  };
}

/** Takes what is due for half a minute, of each line the oldest first. A replica that dies leaves it to the others. */
function claim(sql: Sql, now: Date): Promise<Item[]> {
  return sql<Item>(
    `UPDATE nimbus.outbox SET attempts = attempts + 1, due_at = $1::timestamptz + interval '30 seconds'
     WHERE request_id IN (SELECT request_id FROM nimbus.outbox AS item
       WHERE reply IS NULL AND due_at <= $1 AND NOT EXISTS (SELECT FROM nimbus.outbox AS earlier
         WHERE earlier.line_id = item.line_id AND earlier.position < item.position AND earlier.reply IS NULL)
       ORDER BY position LIMIT 10 FOR UPDATE SKIP LOCKED)
     RETURNING request_id AS "requestId", line_id AS "lineId", command, body, actor, attempts`,
    [now],
  );
}

async function deliverOne(item: Item, tools: OutboxTools, signal: AbortSignal): Promise<void> {
  const { db, clock } = tools;
  const reply = await send(item, tools, signal).catch(() => null);
  if (reply === null) {
    const pause = Math.min(500 * 2 ** Math.min(item.attempts, 10), 300_000);
    await db.sql('UPDATE nimbus.outbox SET due_at = $2 WHERE request_id = $1', [
      item.requestId,
      new Date(clock() + pause),
    ]);
    return;
  }
  await db.atOnce(async (sql) => {
    const first = await sql(
      `UPDATE nimbus.outbox SET reply = $2, body = '' WHERE request_id = $1 AND reply IS NULL RETURNING 1`,
      [item.requestId, reply],
    );
    if (first.length > 0) await settle(sql, item, reply);
  });
}

/** Writes into the ledger what the shared layer answered. */
async function settle(sql: Sql, { lineId, command }: Item, reply: CompanyRequestReply): Promise<void> {
  const problem = reply.outcome === 'refused' ? reply.message : null;
  const step = (from: readonly string[], to: string, why: string | null) =>
    sql('UPDATE nimbus.ledger SET state = $3, problem = $4 WHERE id = $1 AND state = ANY($2)', [
      ...[lineId, from, to, why],
    ]);
  if (command === 'removeParticipant' || command === 'revokeShare') {
    // What is not there need not be ended; any other refusal leaves the card or the stub in the team.
    const over = reply.outcome === 'done' || reply.code === 'NOT_FOUND';
    await step(['PENDING', 'ACTIVE', 'ENDING'], over ? 'ENDED' : 'ENDING', over ? null : problem);
  } else if (reply.outcome === 'done') {
    await step(['PENDING'], 'ACTIVE', null);
  } else {
    await step(['PENDING'], 'REFUSED', problem);
    await step(['ENDING'], 'ENDED', null);
    await sql('DELETE FROM nimbus.outbox WHERE line_id = $1 AND reply IS NULL', [lineId]);
  }
}

async function send(item: Item, tools: OutboxTools, signal: AbortSignal): Promise<CompanyRequestReply> {
  const { company, signer, clock, newId } = tools;
  const iat = Math.floor(clock() / 1000);
  const word = await signer.sign(
    {
      ...{ iss: companyAudience(company), aud: SHARED_AUDIENCE, iat, exp: iat + CREDENTIAL_LIFE_SECONDS },
      ...{ jti: newId(), actor: item.actor, body: createHash('sha256').update(item.body).digest('hex') },
    },
    COMPANY_REQUEST_TYPE,
  );
  const response = await tools.fetch(`${tools.sharedUrl.replace(/\/$/, '')}/company-requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [COMPANY_REQUEST_HEADER]: word },
    body: item.body,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]),
  });
  if (response.status !== 200 && response.status !== 400) throw new Error('no answer of the shared layer');
  return companyRequestReply.parse(await response.json());
}
