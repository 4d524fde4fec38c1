import { isIdOf, parseId } from '#schema/wire/ids.ts';
import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { change, existing, optionalText, Refusal, text, userError } from './changes.ts';
import { newId, type Context, type Me } from './context.ts';
import type { Sql } from './database.ts';
import { addLine, lineOf, lineOfKey, linesOfTarget, type Line } from './ledger.ts';
import { excerptOf, nameOf, sha256 } from './texts.ts';
import { findAll, hold } from './things.ts';
import type { Agent, Document, Person, PrivateMessage, PrivateThread } from './things.ts';

type Given<T> = T | null | undefined;

interface KeyInput {
  readonly teamId: string;
  readonly expiresAt?: Given<Date>;
  readonly idempotencyKey?: Given<string>;
}

interface BringInput extends KeyInput {
  readonly agentId?: Given<string>;
  readonly personId?: Given<string>;
  readonly displayName?: Given<string>;
  readonly title?: Given<string>;
}

interface ShareInput extends KeyInput {
  readonly target: {
    readonly documentId?: Given<string>;
    readonly excerpt?: Given<{ readonly start: number; readonly end: number }>;
    readonly privateThreadId?: Given<string>;
    readonly fromSequence?: Given<number>;
    readonly toSequence?: Given<number>;
    readonly agentId?: Given<string>;
  };
  readonly fields: readonly string[];
  readonly note?: Given<string>;
}

interface EscalateInput extends KeyInput {
  readonly privateThreadId: string;
  readonly title: string;
  readonly messageIds: readonly string[];
}

/** Which fields of what can be shared: the closed list. */
const SHAREABLE = {
  doc: ['TITLE', 'BODY', 'MEDIA_TYPE', 'UPDATED_AT'],
  pth: ['TITLE', 'BODY', 'AUTHOR', 'TIME'],
  agt: ['NAME', 'PURPOSE', 'SKILLS', 'STATUS'],
} as const;
const TARGET_KIND = { doc: 'DOCUMENT', pth: 'PRIVATE_THREAD', agt: 'AGENT' } as const;

/** The acts that open and shut what others see. */
export const disclosing = {
  bringToTeam: change<BringInput>('admins', bring, afterwards),
  withdrawFromTeam: change<{ participantId: string }>(
    'people',
    (sql, { participantId }, me, context) =>
      takeBack(
        sql,
        participantId,
        'participantId',
        { kind: 'removeParticipant', participantId },
        me,
        context,
      ),
    afterwards,
  ),
  createShare: change<ShareInput>('admins', share, afterwards),
  revokeShare: change<{ shareId: string }>(
    'people',
    (sql, { shareId }, me, context) =>
      takeBack(sql, shareId, 'shareId', { kind: 'revokeShare', shareId }, me, context),
    afterwards,
  ),
  escalate: change<EscalateInput>('admins', escalate, afterwards),
};

/** What a change of the ledger wrote: the line, and the request that the shared layer is to answer. */
type Written = Readonly<{ lineId: string; requestId: string | null }>;

/** Waits a while for the shared layer, and gives the line as it is then. */
async function afterwards(payload: Readonly<Record<string, unknown>>, context: Context) {
  const { lineId, requestId } = payload as unknown as Written;
  const reply = requestId === null ? null : await context.outbox.deliver(requestId);
  const disclosure = await lineOf(context.db.sql, lineId, context.now());
  const userErrors = reply?.outcome === 'refused' ? [userError(reply.code, reply.message)] : [];
  return { disclosure, share: { id: lineId }, threadId: lineId, userErrors };
}

async function bring(sql: Sql, input: BringInput, me: Me, context: Context): Promise<Written> {
  const { agentId, personId } = input;
  if ((agentId == null) === (personId == null))
    throw new Refusal('INVALID_INPUT', 'Give exactly one of "agentId" and "personId".');
  const made = await madeBefore(sql, input, context);
  if (made) return made;
  const field = agentId == null ? 'personId' : 'agentId';
  const whom =
    agentId == null
      ? await hold<Agent | Person>(sql, 'psn', personId ?? '')
      : await hold<Agent | Person>(sql, 'agt', agentId);
  const { id: targetId, subject, ...rest } = existing(whom, field);
  const [kind, name] =
    'name' in rest ? (['AGENT', rest.name] as const) : (['PERSON', rest.displayName] as const);
  if ('status' in rest && (rest.status as string) !== 'ACTIVE' && rest.status !== 'PAUSED')
    throw new Refusal('CONFLICT', 'Whoever is brought to a team is still with the company.', field);
  const there = await linesOfTarget(sql, targetId, context.now());
  if (
    there.some(({ teamId, state }) => teamId === input.teamId && (state === 'PENDING' || state === 'ACTIVE'))
  )
    throw new Refusal('CONFLICT', 'That colleague takes part in the team already.');
  const participantId = newId(context, 'par');
  const displayName = text(input.displayName ?? name, 'displayName', 120);
  const title = optionalText(input.title, 'title', 120);
  const { teamId, expiresAt } = input;
  const command = {
    kind: 'addParticipant',
    participantId,
    teamId,
    subject,
    participantKind: kind,
    displayName,
    title,
  };
  const written = await write(
    sql,
    { id: participantId, kind: 'PARTICIPANT', targetId },
    input,
    me,
    context,
    command as CompanyCommand,
  );
  // The door shuts by the clock; the card leaves the team then too.
  if (expiresAt != null)
    await context.outbox.put(sql, participantId, { kind: 'removeParticipant', participantId }, me, expiresAt);
  return written;
}

async function share(sql: Sql, input: ShareInput, me: Me, context: Context): Promise<Written> {
  const { documentId, excerpt, privateThreadId, fromSequence, toSequence, agentId } = input.target;
  const targets = [documentId, privateThreadId, agentId].filter((id) => id != null);
  const wrong = new Refusal('INVALID_INPUT', 'Name one thing, and a range only of what has one.', 'target');
  const [targetId] = targets;
  if (targets.length !== 1 || targetId === undefined || (excerpt != null && documentId == null)) throw wrong;
  const ranged = fromSequence != null && toSequence != null;
  if (ranged !== (privateThreadId != null) || (fromSequence == null) !== (toSequence == null)) throw wrong;
  const [from, to] =
    excerpt == null ? [fromSequence ?? null, toSequence ?? null] : [excerpt.start, excerpt.end];
  if (excerpt != null && (excerpt.start < 0 || excerpt.end <= excerpt.start)) throw wrong;
  if (ranged && (fromSequence < 1 || toSequence < fromSequence || toSequence - fromSequence >= 100))
    throw wrong;
  const kind = documentId != null ? 'doc' : privateThreadId != null ? 'pth' : 'agt';
  const possible: readonly string[] = SHAREABLE[kind];
  if (input.fields.length === 0 || !input.fields.every((field) => possible.includes(field)))
    throw new Refusal('INVALID_INPUT', `Choose at least one of ${possible.join(', ')}.`, 'fields');
  const note = optionalText(input.note, 'note', 500);
  const made = await madeBefore(sql, input, context);
  if (made) return made;
  const target = existing(await hold<Document>(sql, kind, targetId), 'target');
  const shown = excerpt == null ? null : excerptOf(target.body, excerpt.start, excerpt.end);
  if (excerpt != null && shown === null)
    throw new Refusal('INVALID_INPUT', 'The document ends before the excerpt.', 'target');
  const shareId = newId(context, 'shr');
  const excerptHash = shown === null ? null : sha256(shown);
  const line = {
    id: shareId,
    kind: 'SHARE' as const,
    targetId,
    from,
    to,
    excerptHash,
    fields: [...new Set(input.fields)],
  };
  const expiresAt = input.expiresAt?.toISOString() ?? null;
  const { teamId } = input;
  const stub = {
    kind: 'createShare',
    shareId,
    teamId,
    targetKind: TARGET_KIND[kind],
    note,
    expiresAt,
  } as const;
  return write(sql, line, input, me, context, stub);
}

async function escalate(sql: Sql, input: EscalateInput, me: Me, context: Context): Promise<Written> {
  const title = text(input.title, 'title', 200);
  const ids = [...new Set(input.messageIds)];
  if (ids.length < 1 || ids.length > 100)
    throw new Refusal('INVALID_INPUT', 'Choose 1 to 100 messages.', 'messageIds');
  const made = await madeBefore(sql, input, context);
  if (made) return made;
  const { id: targetId } = existing(
    await hold<PrivateThread>(sql, 'pth', input.privateThreadId),
    'privateThreadId',
  );
  const chosen = (await findAll<PrivateMessage>(sql, 'pms', ids))
    .filter(({ parent, redactedAt }) => parent === targetId && redactedAt === null)
    .sort((a, b) => a.sequence - b.sequence);
  if (chosen.length < ids.length)
    throw new Refusal('NOT_FOUND', 'Some of these messages are not in the thread.', 'messageIds');
  const threadId = `thr_${context.ulid()}`;
  const messages = [];
  for (const { body, authorId, createdAt } of chosen)
    messages.push({
      ...{ messageId: `msg_${context.ulid()}`, body },
      saidBy: {
        displayName: (await nameOf(sql, authorId)) ?? '',
        kind: parseId(authorId)?.kind === 'agt' ? ('AGENT' as const) : ('PERSON' as const),
        at: createdAt,
      },
    });
  const command = { kind: 'openThread' as const, threadId, teamId: input.teamId, title, messages };
  return write(sql, { id: threadId, kind: 'ESCALATION', targetId, title }, input, me, context, command);
}

/** Writes the line and the request to the shared layer, in one transaction: both are there or none. */
async function write(
  sql: Sql,
  line: Pick<Line, 'id' | 'kind' | 'targetId'> & Partial<Line>,
  input: KeyInput,
  me: Me,
  context: Context,
  command: CompanyCommand,
): Promise<Written> {
  const now = context.now();
  if (!isIdOf(input.teamId, 'tem')) throw new Refusal('NOT_FOUND', 'There is no such team.', 'teamId');
  if (input.expiresAt != null && input.expiresAt <= now)
    throw new Refusal('INVALID_INPUT', 'It would be over already.', 'expiresAt');
  const said = { teamId: input.teamId, until: input.expiresAt ?? null, since: now, byId: me.id };
  await addLine(sql, { ...line, ...said, key: input.idempotencyKey ?? null, inputHash: hashOf(input) });
  return { lineId: line.id, requestId: await context.outbox.put(sql, line.id, command, me, now) };
}

async function madeBefore(sql: Sql, input: KeyInput, context: Context): Promise<Written | null> {
  const key = input.idempotencyKey;
  if (key == null) return null;
  if (!/^[ -~]{1,128}$/.test(key))
    throw new Refusal('INVALID_INPUT', 'A key is 1 to 128 printable ASCII characters.', 'idempotencyKey');
  await sql('SELECT pg_advisory_xact_lock(hashtext($1))', [key]);
  const line = await lineOfKey(sql, key, context.now());
  if (line !== null && line.inputHash !== hashOf(input))
    throw new Refusal('CONFLICT', 'This key was used for something else.', 'idempotencyKey');
  return line === null ? null : { lineId: line.id, requestId: null };
}

/** Shuts the door now, whether or not the shared layer answers, and tells it. */
async function takeBack(
  sql: Sql,
  id: string,
  field: string,
  command: CompanyCommand,
  me: Me,
  context: Context,
): Promise<Written> {
  await sql('SELECT FROM nimbus.ledger WHERE id = $1 FOR UPDATE', [id]);
  const kind = command.kind === 'revokeShare' ? 'SHARE' : 'PARTICIPANT';
  const line = await lineOf(sql, id, context.now());
  const { state } = existing(line?.kind === kind ? line : null, field);
  if (state === 'ENDED' || state === 'REFUSED') return { lineId: id, requestId: null };
  const text = `UPDATE nimbus.ledger SET state = 'ENDING', ended_at = $2, ended_by_id = $3 WHERE id = $1 AND state <> 'ENDING'`;
  await sql(text, [id, context.now(), me.id]);
  const later = `DELETE FROM nimbus.outbox WHERE line_id = $1 AND command = $2 AND reply IS NULL`;
  await sql(later, [id, command.kind]);
  return { lineId: id, requestId: await context.outbox.put(sql, id, command, me, context.now()) };
}

function hashOf(input: object): string {
  return sha256(JSON.stringify(input));
}
