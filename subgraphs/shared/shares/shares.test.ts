import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import { openStream } from '#test/testkit/event-stream.ts';
import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { bodyOf, sendWord } from '../testing/company-word.ts';
import { IDS } from '../testing/interval-team.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

const send = (company: string, command: CompanyCommand, subject = 'lead') =>
  sendWord(shared.url, company, bodyOf(ulid(), command), { subject });
const DONE = { status: 200, outcome: 'done' };

/** Has a company share something; the share's id. */
async function share(company: string, more: object = {}, subject?: string): Promise<string> {
  const shareId = `shr_${company}_${ulid()}`;
  const stub = { teamId: IDS.team, targetKind: 'DOCUMENT', note: 'The plan', expiresAt: null } as const;
  expect(await send(company, { kind: 'createShare', shareId, ...stub, ...more }, subject)).toEqual(DONE);
  return shareId;
}

async function read<Data>(company: string, query: string, variables: object = {}): Promise<Data> {
  const { text } = await shared.post(query, variables, await shared.as(company));
  const { data, errors } = JSON.parse(text) as { data: Data; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

const STUB = `id targetKind note state expiresAt revokedAt company { slug } team { id } sharedBy { id }`;
interface Stub {
  readonly id: string;
  readonly state: string;
  readonly note: string | null;
  readonly revokedAt: string | null;
}
const stubOf = async (company: string, id: string): Promise<Stub | null> => {
  const query = `query ($r: [_Any!]!) { it: _entities(representations: $r) { ... on Share { ${STUB} } } }`;
  const variables = { r: [{ __typename: 'Share', id }] };
  return (await read<{ it: (Stub | null)[] }>(company, query, variables)).it[0] ?? null;
};
const listOf = async (company: string): Promise<string[]> => {
  const query = `{ team(id: "${IDS.team}") { shares(first: 100) { nodes { id } } } }`;
  const { team } = await read<{ team: { shares: { nodes: Stub[] } } | null }>(company, query);
  return team?.shares.nodes.map(({ id }) => id) ?? [];
};
const post = async (company: string, shareIds: readonly string[], threadId: string = IDS.early) => {
  const query = `mutation ($i: PostMessageInput!) { it: postMessage(input: $i) { message { id shares { id } } userErrors { code path } } }`;
  const i = { threadId, body: 'See this', idempotencyKey: ulid(), shareIds };
  interface Posted {
    readonly message: { readonly id: string; readonly shares: readonly { readonly id: string }[] } | null;
    readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
  }
  return (await read<{ it: Posted }>(company, query, { i })).it;
};

describe('a share', () => {
  it('is a stub that the whole team reads, and nobody else', async () => {
    const id = await share('acme');
    const stub = {
      ...{ id, targetKind: 'DOCUMENT', note: 'The plan', state: 'ACTIVE', expiresAt: null, revokedAt: null },
      ...{ company: { slug: 'acme' }, team: { id: IDS.team }, sharedBy: { id: IDS.acmeLead } },
    };
    for (const company of ['acme', 'harbor']) {
      expect(await stubOf(company, id)).toEqual(stub);
      expect(await listOf(company)).toContain(id);
    }
    for (const company of ['nimbus', 'outsider']) {
      expect(await stubOf(company, id)).toBeNull();
      expect(await listOf(company)).toEqual([]);
    }
  });

  it('tells in the log that there is one, and not what is said of it', async () => {
    const id = await share('acme', { targetKind: 'AGENT', note: 'Secretly' }, 'nobody-here');
    const event = await shared.rows.teamEvent.findFirstOrThrow({ orderBy: { sequence: 'desc' } });
    expect(event).toMatchObject({ kind: 'SHARE_CREATED', actorId: null, companySlug: 'acme' });
    expect(JSON.parse(event.payload)).toEqual({ shareId: id, targetKind: 'AGENT', expiresAt: null });
    expect((await stubOf('harbor', id)) as object).toMatchObject({ sharedBy: null, note: 'Secretly' });
  });

  it('is over when its company takes it back, once and for all', async () => {
    const id = await share('acme');
    expect(await send('acme', { kind: 'revokeShare', shareId: id })).toEqual(DONE);
    expect(await stubOf('harbor', id)).toMatchObject({ state: 'REVOKED', revokedAt: expect.any(String) });
    const { sequence, kind } = await shared.rows.teamEvent.findFirstOrThrow({
      orderBy: { sequence: 'desc' },
    });
    expect(kind).toBe('SHARE_REVOKED');
    expect(await send('acme', { kind: 'revokeShare', shareId: id })).toEqual(DONE);
    expect((await shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } })).lastSequence).toBe(
      sequence,
    );
  });

  it('is not for another company to take back', async () => {
    const id = await share('acme');
    expect(await send('harbor', { kind: 'revokeShare', shareId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await stubOf('harbor', id)).toMatchObject({ state: 'ACTIVE' });
  });

  it('is over when its time is', async () => {
    const id = await share('acme', { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await stubOf('harbor', id)).toMatchObject({ state: 'ACTIVE' });
    await shared.rows.share.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await stubOf('harbor', id)).toMatchObject({ state: 'EXPIRED', revokedAt: null });
  });

  it.each<[object, string]>([
    [{ note: '' }, 'INVALID_INPUT'],
    [{ note: 'x'.repeat(501) }, 'INVALID_INPUT'],
    [{ expiresAt: new Date(0).toISOString() }, 'EXPIRED'],
    [{ shareId: `shr_harbor_${ulid()}` }, 'INVALID_INPUT'],
    [{ teamId: `tem_${ulid()}` }, 'NOT_FOUND'],
  ])('keeps its rules: not %j', async (more, code) => {
    const stub = { teamId: IDS.team, targetKind: 'DOCUMENT', note: null, expiresAt: null } as const;
    const command = { kind: 'createShare', shareId: `shr_acme_${ulid()}`, ...stub, ...more } as const;
    expect(await send('acme', command)).toMatchObject({ outcome: 'refused', code });
  });

  it('has an id of its own', async () => {
    const shareId = await share('acme');
    const stub = { teamId: IDS.team, targetKind: 'AGENT', note: null, expiresAt: null } as const;
    expect(await send('acme', { kind: 'createShare', shareId, ...stub })).toMatchObject({ code: 'CONFLICT' });
    expect(await stubOf('acme', shareId)).toMatchObject({ targetKind: 'DOCUMENT' });
  });
});

describe('a message', () => {
  it('shows shares of its author’s company that stand', async () => {
    const [one, two] = [await share('acme'), await share('acme')];
    const { message, userErrors } = await post('acme', [two, one, two]);
    expect(userErrors).toEqual([]);
    expect(message?.shares).toEqual([{ id: one }, { id: two }]);
    const event = await shared.rows.teamEvent.findFirstOrThrow({ orderBy: { sequence: 'desc' } });
    expect(JSON.parse(event.payload)).toMatchObject({ shareIds: [two, one] });
    const query = `query ($r: [_Any!]!) { it: _entities(representations: $r) { ... on Message { shares { id } } } }`;
    const shown = () => read('harbor', query, { r: [{ __typename: 'Message', id: message?.id }] });
    expect(await shown()).toEqual({ it: [{ shares: [{ id: one }, { id: two }] }] });
    await read(
      'acme',
      `mutation { redactMessage(input: { messageId: "${message?.id ?? ''}" }) { userErrors { code } } }`,
    );
    expect(await shown()).toEqual({ it: [{ shares: [] }] });
  });

  it('shows none of another company, of another team, that is over, or that is not there: all alike', async () => {
    const over = await share('acme');
    await send('acme', { kind: 'revokeShare', shareId: over });
    const expired = await share('acme');
    await shared.rows.share.update({ where: { id: expired }, data: { expiresAt: new Date(0) } });
    for (const id of [await share('harbor'), over, expired, `shr_acme_${ulid()}`, IDS.team])
      expect(await post('acme', [id])).toEqual({
        message: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'shareIds'] }],
      });
    const many = Array.from({ length: 11 }, () => `shr_acme_${ulid()}`);
    expect((await post('acme', many)).userErrors[0]?.code).toBe('INVALID_INPUT');
  });
});

describe('the stream of a thread', () => {
  const query = `subscription ($id: ID!, $after: String) {
    threadEvents(threadId: $id, after: $after) { event { kind payload } } }`;
  const listen = async (company: string, id: string) => {
    const [head] = (
      await read<{ team: { events: { edges: { cursor: string }[] } } }>(
        company,
        `{ team(id: "${IDS.team}") { events(last: 1) { edges { cursor } } } }`,
      )
    ).team.events.edges;
    return openStream(`${shared.url}/graphql`, query, { id, after: head?.cursor }, await shared.as(company));
  };

  it('tells of the end of what its messages show, and of no other share', async () => {
    const [shown, other] = [await share('acme'), await share('acme')];
    await post('acme', [shown]);
    const [early, late] = [await listen('harbor', IDS.early), await listen('harbor', IDS.late)];
    for (const shareId of [other, shown])
      expect(await send('acme', { kind: 'revokeShare', shareId })).toEqual(DONE);
    const { threadEvents } = (await early.next())?.data?.data as { threadEvents: { event: object } };
    expect(threadEvents.event).toEqual({ kind: 'SHARE_REVOKED', payload: `{"shareId":"${shown}"}` });
    expect(await Promise.all([early.isSilent(300), late.isSilent(300)])).toEqual([true, true]);
    early.close();
    late.close();
  });

  it('does not tell who had gone when the message was posted', async () => {
    const shown = await share('acme');
    const restrict =
      'mutation ($input: RestrictThreadInput!) { restrictThread(input: $input) { userErrors { code } } }';
    const input = { threadId: IDS.late, participantIds: [IDS.acmeLead] };
    await read('acme', restrict, { input });
    await post('acme', [shown], IDS.late);
    const team = await listen('harbor', IDS.late);
    await send('acme', { kind: 'revokeShare', shareId: shown });
    const told = JSON.stringify([await team.next(), await team.isSilent(300)]);
    expect(told).toContain('ACCESS_ENDED');
    expect(told).not.toContain('SHARE_REVOKED');
    await read('acme', `mutation { openThread(input: { threadId: "${IDS.late}" }) { userErrors { code } } }`);
  });
});

describe('leaving a team', () => {
  it('ends what the company shared there, and lets it learn no more of others', async () => {
    const [acmes, harbors] = [await share('acme'), await share('harbor')];
    await read('harbor', `mutation { leaveTeam(input: { teamId: "${IDS.team}" }) { userErrors { code } } }`);
    expect(await stubOf('acme', harbors)).toMatchObject({ state: 'REVOKED' });
    expect(await send('harbor', { kind: 'revokeShare', shareId: harbors })).toEqual(DONE);
    await send('acme', { kind: 'revokeShare', shareId: acmes });
    const later = await share('acme');
    expect(await stubOf('acme', acmes)).toMatchObject({ state: 'REVOKED' });
    expect(await stubOf('harbor', acmes)).toMatchObject({ state: 'ACTIVE', revokedAt: null });
    expect(await listOf('harbor')).toContain(acmes);
    expect(await stubOf('harbor', later)).toBeNull();
    expect(await listOf('harbor')).not.toContain(later);
    const stub = { teamId: IDS.team, targetKind: 'AGENT', note: null, expiresAt: null } as const;
    const again = { kind: 'createShare', shareId: `shr_harbor_${ulid()}`, ...stub } as const;
    expect(await send('harbor', again)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
