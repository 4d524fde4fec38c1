import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEAM, testId } from '../testkit/acme-scenario.ts';
import { codes, SELECT, startStaffedCompany, type StaffedCompany } from '../testkit/staffed-company.ts';
import { all, FOREIGN } from '../testkit/test-company.ts';

let acme: StaffedCompany;

beforeAll(async () => {
  acme = await startStaffedCompany();
});

afterAll(() => acme.stop());

describe('a person', () => {
  it('edits their own profile alone', async () => {
    const own = { personId: testId('psn', 'HDDN'), timeZone: 'Asia/Tokyo', phone: null };
    expect((await acme.change(acme.member(), 'updatePerson', own, SELECT.person))['person']).toMatchObject({
      ...{ displayName: 'HDDN person', timeZone: 'Asia/Tokyo', phone: null, role: 'MEMBER' },
    });
    const others = { personId: testId('psn', 'SHARED'), title: 'x' };
    expect(codes(await acme.change(acme.member(), 'updatePerson', others))).toEqual([
      ['NOT_PERMITTED', 'personId'],
    ]);
    const absent = await acme.change(acme.member(), 'updatePerson', {
      ...others,
      personId: testId('psn', 'ABSENT'),
    });
    expect(codes(absent)).toEqual([['NOT_PERMITTED', 'personId']]);
  });

  it('who is removed is nobody from the next request on, and comes back as who they were', async () => {
    const input = { subject: 'temp-person', displayName: 'Temp' };
    const made = await acme.change(acme.admin(), 'addPerson', input, SELECT.person);
    const personId = (made['person'] as { id: string }).id;
    expect(made['person']).toMatchObject({ role: 'MEMBER', status: 'ACTIVE' });
    const look = async () =>
      (await acme.ask(await acme.as('temp-person'), '{ workspace { company { slug } } }')).data;
    expect(await look()).toEqual({ workspace: { company: { slug: 'acme' } } });
    expect(
      (await acme.change(acme.admin(), 'removePerson', { personId }, SELECT.person))['person'],
    ).toMatchObject({
      status: 'REMOVED',
    });
    expect(await look()).toEqual({ workspace: null });
    expect(codes(await acme.change(acme.admin(), 'setPersonRole', { personId, role: 'ADMIN' }))).toEqual([
      ['NOT_FOUND', 'personId'],
    ]);
    const back = await acme.change(
      acme.admin(),
      'addPerson',
      { ...input, displayName: 'Back' },
      SELECT.person,
    );
    expect(back['person']).toMatchObject({ id: personId, displayName: 'Back', status: 'ACTIVE' });
    expect(codes(await acme.change(acme.admin(), 'addPerson', input))).toEqual([['CONFLICT', 'subject']]);
    expect(await look()).not.toEqual({ workspace: null });
  });

  it('who was published is seen by others no longer once removed', async () => {
    const made = await acme.change(
      acme.admin(),
      'addPerson',
      { subject: 'published', displayName: 'Shown', phone: '1' },
      SELECT.person,
    );
    const personId = (made['person'] as { id: string }).id;
    const participantId = testId('par', 'NEWC0MER');
    await acme.db.publication.create({
      data: { participantId, personId, teamId: TEAM, publishedAt: new Date(0) },
    });
    const foreign = await all(acme.passport(FOREIGN), acme.attested());
    const query = `{ _entities(representations: [{ __typename: "Participant", id: "${participantId}" }]) { ... on Participant { person { id displayName phone } } } }`;
    const look = async () => (await acme.ask(foreign, query)).data?.['_entities'];
    expect(await look()).toEqual([{ person: { id: personId, displayName: 'Shown', phone: null } }]);
    await acme.change(acme.admin(), 'removePerson', { personId });
    expect(await look()).toEqual([{ person: null }]);
  });

  it('who is the last administrator stays one, whatever happens at once', async () => {
    const admins = ['SHARED', 'REVKED', 'EXPRED', 'AWAY'].map((name) => testId('psn', name));
    const demotions = admins.map((personId) =>
      acme.change(acme.admin(), 'setPersonRole', { personId, role: 'MEMBER' }),
    );
    await Promise.all(demotions);
    const left = await acme.db.person.findMany({ where: { role: 'ADMIN', status: 'ACTIVE' } });
    expect(left.length).toBeGreaterThan(0);
    await acme.db.person.updateMany({ where: { id: { in: admins } }, data: { role: 'MEMBER' } });
    await acme.db.person.update({ where: { id: testId('psn', 'SHARED') }, data: { role: 'ADMIN' } });
    const personId = testId('psn', 'SHARED');
    for (const [name, input] of [
      ['removePerson', { personId }],
      ['setPersonRole', { personId, role: 'MEMBER' }],
    ] as const)
      expect(codes(await acme.change(acme.admin(), name, input))).toEqual([['CONFLICT', 'personId']]);
    expect(codes(await acme.change(acme.admin(), 'setPersonRole', { personId, role: 'ADMIN' }))).toEqual([]);
    await acme.db.person.updateMany({ where: { id: { in: admins } }, data: { role: 'ADMIN' } });
  });
});
