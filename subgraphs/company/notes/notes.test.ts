import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME, MESSAGE, testId, THREAD } from '../testkit/acme-scenario.ts';
import { as } from '../testkit/callers.ts';
import { conversationOf, type Done } from '../testkit/conversation.ts';
import { startTestCompany, type Json, type TestCompany } from '../testkit/test-company.ts';

let acme: TestCompany;
let talk: ReturnType<typeof conversationOf>;

beforeAll(async () => {
  const people = ACME.people.map((person, index) => ({
    ...person,
    role: index === 0 ? ('ADMIN' as const) : ('MEMBER' as const),
  }));
  acme = await startTestCompany({ ...ACME, people });
  talk = conversationOf(acme);
});
afterAll(() => acme.stop());

const admin = () => as(acme, ACME.people[0]?.subject ?? '');
const member = () => as(acme, 'person-hddn');
const agent = () => as(acme, 'agent-ashared', 'agent');
const idOf = (done: Done) => ('id' in done ? String(done['id']) : '');

async function notesOn(type: 'Thread' | 'Message', id: string): Promise<Json[]> {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} {
    notes { id threadId messageId body editedAt } } } }`;
  const { data } = await acme.ask(await member(), query, { r: [{ __typename: type, id }] });
  return (data?.['_entities'] as { notes: Json[] }[])[0]?.notes ?? [];
}
const bodies = (notes: readonly Json[]) => notes.map(({ body }) => body);

describe('notes', () => {
  it('stand beside threads and beside messages, oldest first', async () => {
    expect(bodies(await notesOn('Thread', THREAD))).toEqual(['SECRET note', 'SECRET later note']);
    expect(bodies(await notesOn('Message', MESSAGE))).toEqual(['SECRET note on a message']);
    await talk.onNote(agent(), 'addNote', { messageId: MESSAGE, body: 'Another' });
    expect(await notesOn('Message', MESSAGE)).toMatchObject([
      {},
      { messageId: MESSAGE, threadId: null, body: 'Another' },
    ]);
  });

  it('do not tell whether what they are beside exists', async () => {
    const absent = { threadId: testId('thr', 'ABSENT') };
    expect(await notesOn('Thread', absent.threadId)).toEqual([]);
    expect(await talk.onNote(member(), 'addNote', { ...absent, body: 'Beside nothing' })).toMatchObject(
      absent,
    );
    expect(bodies(await notesOn('Thread', absent.threadId))).toEqual(['Beside nothing']);
  });

  it('are changed and deleted by their authors and by administrators', async () => {
    const noteId = idOf(await talk.onNote(agent(), 'addNote', { threadId: THREAD, body: 'one' }));
    const edit = (who: typeof admin, body: string) => talk.onNote(who(), 'editNote', { noteId, body });
    expect(await edit(member, 'no')).toEqual(['NOT_PERMITTED']);
    expect(await edit(agent, 'two')).toMatchObject({ body: 'two', editedAt: expect.any(String) });
    expect(await edit(admin, 'three')).toMatchObject({ body: 'three' });
    expect(await edit(admin, ' ')).toEqual(['INVALID_INPUT']);
    const remove = async (who: typeof admin, id = noteId) => {
      const query = `mutation ($id: ID!) { it: deleteNote(input: { noteId: $id }) { noteId userErrors { code } } }`;
      return (await acme.ask(await who(), query, { id })).data?.['it'];
    };
    expect(await remove(member)).toEqual({ noteId: null, userErrors: [{ code: 'NOT_PERMITTED' }] });
    expect(await remove(agent)).toEqual({ noteId, userErrors: [] });
    for (const id of [noteId, testId('nte', 'N1', 'harbor'), "' OR 1=1"])
      expect(await remove(admin, id)).toEqual({ noteId: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect((await notesOn('Thread', THREAD)).map(({ id }) => id)).not.toContain(noteId);
  });

  it('are on one thing, by its id', async () => {
    for (const input of [{}, { threadId: THREAD, messageId: MESSAGE }, { threadId: MESSAGE }])
      expect(await talk.onNote(member(), 'addNote', { ...input, body: 'x' })).toEqual(['INVALID_INPUT']);
  });
});
