import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { attributionHash } from '../messages/attribution.ts';
import { bodyHash } from '../messages/body-seal.ts';
import { bodyOf, sendWord } from '../testing/company-word.ts';
import { IDS } from '../testing/interval-team.ts';
import { addTeams } from '../testing/many-teams.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

const send = (company: string, command: CompanyCommand, subject?: string, requestId = ulid()) =>
  sendWord(shared.url, company, bodyOf(requestId, command), subject === undefined ? {} : { subject });
const DONE = { status: 200, outcome: 'done' };

const bring = (more: object = {}): CompanyCommand & { kind: 'addParticipant' } => ({
  kind: 'addParticipant',
  ...{ participantId: `par_acme_${ulid()}`, teamId: IDS.team, subject: `s-${ulid()}` },
  ...{ participantKind: 'AGENT', displayName: 'Ops Agent', title: 'Operations', ...more },
});
const escalation = (count: number): CompanyCommand & { kind: 'openThread' } => ({
  kind: 'openThread',
  ...{ threadId: `thr_${ulid()}`, teamId: IDS.team, title: 'Billing: a case' },
  messages: Array.from({ length: count }, (_, index) => ({
    messageId: `msg_${ulid()}`,
    body: `line ${String(index + 1)}`,
    saidBy: { displayName: 'Ana', kind: 'PERSON', at: `2026-03-0${String(index + 1)}T08:00:00Z` },
  })),
});

/** What a company reads, as its lead. */
async function read<Data>(company: string, query: string, variables: object = {}): Promise<Data> {
  const { text } = await shared.post(query, variables, await shared.as(company));
  const { data, errors } = JSON.parse(text) as { data: Data; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const lastEvent = () =>
  shared.rows.teamEvent.findFirstOrThrow({ where: { teamId: IDS.team }, orderBy: { sequence: 'desc' } });

describe('addParticipant and removeParticipant', () => {
  it('bring and withdraw somebody under an id of the company, in the name of who did it', async () => {
    const command = bring();
    expect(await send('acme', command)).toEqual(DONE);
    expect(await lastEvent()).toMatchObject({
      ...{ kind: 'PARTICIPANT_ADDED', actorId: IDS.acmeLead, companySlug: 'acme' },
      payload: expect.stringContaining(command.participantId),
    });
    const card = async () => {
      const query =
        'query ($r: [_Any!]!) { it: _entities(representations: $r) { ... on Participant { displayName title kind isSteward status } } }';
      const r = [{ __typename: 'Participant', id: command.participantId }];
      return (await read<{ it: unknown[] }>('harbor', query, { r })).it[0];
    };
    const shown = { displayName: 'Ops Agent', title: 'Operations', kind: 'AGENT', isSteward: false };
    expect(await card()).toEqual({ ...shown, status: 'ACTIVE' });
    const remove: CompanyCommand = { kind: 'removeParticipant', participantId: command.participantId };
    expect(await send('acme', remove)).toEqual(DONE);
    expect(await card()).toEqual({ ...shown, status: 'FORMER' });
    const { sequence } = await lastEvent();
    expect(await send('acme', remove)).toEqual(DONE);
    expect((await lastEvent()).sequence).toBe(sequence);
  });

  it('are the company’s own doing when who did it takes no part in the team', async () => {
    expect(await send('acme', bring(), 'somebody-else')).toEqual(DONE);
    expect(await lastEvent()).toMatchObject({ actorId: null, companySlug: 'acme' });
    const query = `{ team(id: "${IDS.team}") { verify { valid } events(last: 1) { nodes { actor { id } companySlug company { slug } } } } }`;
    expect(await read('harbor', query)).toEqual({
      team: {
        verify: { valid: true },
        events: { nodes: [{ actor: null, companySlug: 'acme', company: { slug: 'acme' } }] },
      },
    });
  });

  it.each([{ displayName: '' }, { displayName: 'a\u0007' }, { subject: ' ' }, { title: 'x'.repeat(121) }])(
    'keep the rules of cards: not %j',
    async (more) => {
      expect(await send('acme', bring(more))).toMatchObject({ outcome: 'refused', code: 'INVALID_INPUT' });
    },
  );

  it('leave an archived team alone, but for taking back', async () => {
    const command = bring();
    expect(await send('acme', command)).toEqual(DONE);
    const archived = (archivedSequence: number | null) =>
      shared.rows.team.update({
        where: { id: IDS.team },
        data: { archivedSequence, archivedAt: archivedSequence === null ? null : new Date() },
      });
    await archived(13);
    expect(await send('acme', bring())).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await send('acme', escalation(1))).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await send('acme', { kind: 'removeParticipant', participantId: command.participantId })).toEqual(
      DONE,
    );
    await archived(null);
  });
});

describe('openThread', () => {
  const MESSAGES = `query ($id: ID!) { thread(id: $id) { title slug messages(first: 100) { nodes { id body kind
    author { id } onBehalfOf { id } attribution { displayName kind at salt } revisions { body bodySalt } } } } }`;
  interface Read {
    readonly thread: {
      readonly title: string;
      readonly messages: {
        readonly nodes: readonly {
          readonly id: string;
          readonly body: string;
          readonly attribution: { displayName: string; kind: 'PERSON'; at: string; salt: string } | null;
          readonly revisions: readonly { readonly body: string; readonly bodySalt: string }[];
        }[];
      };
    };
  }

  it('opens a thread with exactly these messages, each attributed, in one go', async () => {
    const command = escalation(3);
    expect(await send('acme', command)).toEqual(DONE);
    const { thread } = await read<Read>('harbor', MESSAGES, { id: command.threadId });
    expect(thread).toMatchObject({ title: 'Billing: a case', slug: 'billing-a-case' });
    expect(thread.messages.nodes).toEqual(
      command.messages.map(({ messageId: id, body, saidBy: { displayName, kind, at } }) => ({
        ...{ id, body, kind: 'TEXT', author: { id: IDS.acmeLead }, onBehalfOf: null },
        attribution: { displayName, kind, at: new Date(at).toISOString(), salt: expect.any(String) },
        revisions: [{ body, bodySalt: expect.any(String) }],
      })),
    );
    const events = await shared.rows.teamEvent.findMany({ orderBy: { sequence: 'desc' }, take: 4 });
    expect(events.map(({ kind }) => kind).reverse()).toEqual([
      'THREAD_CREATED',
      ...command.messages.map(() => 'MESSAGE_POSTED'),
    ]);
    expect(JSON.stringify(events)).not.toMatch(/Ana|line 1/);
  });

  it('proves by the log who is said to have said it', async () => {
    const command = escalation(1);
    await send('acme', command);
    const payload = JSON.parse((await lastEvent()).payload) as { bodyHash: string; attributionHash: string };
    const { thread } = await read<Read>('harbor', MESSAGES, { id: command.threadId });
    const [message] = thread.messages.nodes;
    const { at = '', displayName = '', kind = 'PERSON', salt = '' } = message?.attribution ?? {};
    expect(payload.attributionHash).toBe(attributionHash({ displayName, kind, salt, at: new Date(at) }));
    const { body = '', bodySalt = '' } = message?.revisions[0] ?? {};
    expect(payload.bodyHash).toBe(bodyHash(bodySalt, body));
    expect(await read('harbor', `{ team(id: "${IDS.team}") { verify { valid } } }`)).toEqual({
      team: { verify: { valid: true } },
    });
  });

  it('forgets who said it with what was said', async () => {
    const command = escalation(1);
    await send('acme', command);
    const id = command.messages[0]?.messageId;
    await read(
      'acme',
      `mutation { redactMessage(input: { messageId: "${id ?? ''}" }) { userErrors { code } } }`,
    );
    const { thread } = await read<Read>('harbor', MESSAGES, { id: command.threadId });
    expect(thread.messages.nodes).toMatchObject([{ body: '', attribution: null, revisions: [] }]);
    const row = await shared.rows.message.findFirstOrThrow({ where: { id: id ?? '' } });
    expect(row).toMatchObject({ attribution: null, attributionSalt: null, bodySalt: '' });
  });

  it('shows it to no company that hides the message', async () => {
    const command = escalation(1);
    await send('acme', command);
    const id = command.messages[0]?.messageId ?? '';
    await read('harbor', `mutation { hideMessage(input: { messageId: "${id}" }) { userErrors { code } } }`);
    const { thread } = await read<Read>('harbor', MESSAGES, { id: command.threadId });
    expect(thread.messages.nodes).toMatchObject([{ body: '', attribution: null }]);
    const own = await read<Read>('acme', MESSAGES, { id: command.threadId });
    expect(own.thread.messages.nodes[0]?.attribution?.displayName).toBe('Ana');
  });

  it('is for participants of the team', async () => {
    expect(await send('acme', escalation(1), 'somebody-else')).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('keeps agents to as many messages in a row as the team allows', async () => {
    expect(await send('acme', escalation(9), 'agent')).toMatchObject({ code: 'AGENT_LOOP' });
    expect(await send('acme', escalation(8), 'agent')).toEqual(DONE);
    expect(await send('acme', escalation(9))).toEqual(DONE);
  });

  it('refuses the id of a message of any team, also one that the company is not in', async () => {
    await addTeams(shared.database, ['harbor', 'nimbus'], { teams: 1, threads: 1, messages: 1 });
    const other = await shared.rows.message.findFirstOrThrow({ where: { teamId: { not: IDS.team } } });
    const command = escalation(2);
    const messages = command.messages.map((one, index) =>
      index === 1 ? { ...one, messageId: other.id } : one,
    );
    const answer = await send('acme', { ...command, messages });
    expect(answer).toMatchObject({ outcome: 'refused', code: 'CONFLICT' });
    expect(await shared.rows.message.count({ where: { id: other.id } })).toBe(1);
  });

  it('is all or nothing: an id in use, or one bad line, and there is no thread', async () => {
    const used = { ...escalation(3) };
    const first = used.messages[0];
    const twice = { ...used, messages: [...used.messages, ...(first ? [first] : [])] };
    const taken = { ...used, messages: used.messages.map((one) => ({ ...one, messageId: IDS.message(9) })) };
    const blank = { ...used, messages: used.messages.map((one) => ({ ...one, body: ' ' })) };
    const nameless = {
      ...used,
      messages: used.messages.map((one) => ({ ...one, saidBy: { ...one.saidBy, displayName: '\n' } })),
    };
    const { sequence } = await lastEvent();
    for (const [command, code] of [
      [twice, 'CONFLICT'],
      [taken, 'CONFLICT'],
      [{ ...used, threadId: IDS.early }, 'CONFLICT'],
      [blank, 'INVALID_INPUT'],
      [nameless, 'INVALID_INPUT'],
      [{ ...used, title: '' }, 'INVALID_INPUT'],
    ] as const)
      expect(await send('acme', command)).toMatchObject({ outcome: 'refused', code });
    expect((await lastEvent()).sequence).toBe(sequence);
    expect(await shared.rows.thread.count({ where: { id: used.threadId } })).toBe(0);
    expect(await send('acme', used)).toEqual(DONE);
  });
});

describe('the same request', () => {
  it('is done once, ten times at once and ever after', async () => {
    const [command, requestId] = [escalation(2), ulid()];
    const { sequence } = await lastEvent();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send('acme', command, undefined, requestId)),
    );
    expect(answers).toEqual(answers.map(() => DONE));
    expect((await lastEvent()).sequence).toBe(sequence + 3);
    expect(await send('acme', command, undefined, requestId)).toEqual(DONE);
    expect((await lastEvent()).sequence).toBe(sequence + 3);
  });

  it('is refused alike ever after, also when it could be done by now', async () => {
    const [command, requestId] = [bring({ subject: 'twin' }), ulid()];
    const other = bring({ subject: 'twin' });
    expect(await send('acme', other)).toEqual(DONE);
    const first = await send('acme', command, undefined, requestId);
    expect(first).toMatchObject({ outcome: 'refused', code: 'CONFLICT' });
    expect(await send('acme', { kind: 'removeParticipant', participantId: other.participantId })).toEqual(
      DONE,
    );
    expect(await send('acme', command, undefined, requestId)).toEqual(first);
    expect(await send('acme', command)).toEqual(DONE);
  });

  it('with another body is refused, and nothing is done', async () => {
    const requestId = ulid();
    expect(await send('acme', bring(), undefined, requestId)).toEqual(DONE);
    const { sequence } = await lastEvent();
    expect(await send('acme', bring(), undefined, requestId)).toMatchObject({
      outcome: 'refused',
      code: 'CONFLICT',
      message: expect.stringContaining('another request'),
    });
    expect((await lastEvent()).sequence).toBe(sequence);
  });

  it('is each company’s own: the same id in two companies is two requests', async () => {
    const requestId = ulid();
    expect(await send('acme', bring(), undefined, requestId)).toEqual(DONE);
    const harbors = bring({ participantId: `par_harbor_${ulid()}` });
    expect(await send('harbor', harbors, undefined, requestId)).toEqual(DONE);
  });

  it('is forgotten after 30 days', async () => {
    const old = ulid();
    await send('acme', bring(), undefined, old);
    const where = { companySlug_requestId: { companySlug: 'acme', requestId: old } };
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    await shared.rows.companyRequestReply.update({ where, data: { at: days(29) } });
    await send('acme', bring());
    expect(await shared.rows.companyRequestReply.findUnique({ where })).not.toBeNull();
    await shared.rows.companyRequestReply.update({ where, data: { at: days(31) } });
    await send('harbor', bring({ participantId: `par_harbor_${ulid()}` }));
    expect(await shared.rows.companyRequestReply.findUnique({ where })).not.toBeNull();
    await send('acme', bring());
    expect(await shared.rows.companyRequestReply.findUnique({ where })).toBeNull();
  });
});
