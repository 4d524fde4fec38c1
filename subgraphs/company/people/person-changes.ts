import { isIdOf } from '#schema/wire/ids.ts';
import { given } from '#subgraphs/kit/input-rules.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { may } from '../access/action-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { AddPersonInput, SetPersonRoleInput, UpdatePersonInput } from '../resolver-types.ts';
import { leavesAdministrator, profileErrors } from './person-rules.ts';
import type { PersonRow } from './person-store.ts';
import {
  changePerson,
  findPerson,
  findPersonBySubject,
  insertPerson,
  readAdministrators,
} from './person-write-store.ts';
import { lockStaff, subjectsFrom } from './staff-store.ts';
import { subjectErrors } from './subject-rules.ts';

/** Adds a person, or takes back the one who was removed under this subject. */
export function addPerson(context: Context, input: AddPersonInput): Promise<Outcome<PersonRow>> {
  const errors = [...subjectErrors(input.subject), ...profileErrors(input)];
  return carryOut(context, 'managePeople', errors, async (transaction) => {
    await lockStaff(transaction);
    const { subject, displayName, role, title, timeZone, email, phone } = input;
    const profile = {
      ...{ displayName, role, title: title ?? null, timeZone: timeZone ?? null },
      ...{ email: email ?? null, phone: phone ?? null, status: 'ACTIVE' as const },
    };
    const known = await findPersonBySubject(transaction, subject);
    if (known?.status === 'REMOVED') return changePerson(transaction, known.id, profile);
    if (known !== null || (await subjectsFrom(transaction, subject)).has(subject))
      throw new Refusal('CONFLICT', 'Somebody has this subject.', 'subject');
    const id = context.ids.company('psn', context.company);
    return insertPerson(transaction, { id, subject, ...profile });
  });
}

/** Changes a profile: one's own, or as an administrator anybody's. */
export function updatePerson(context: Context, input: UpdatePersonInput): Promise<Outcome<PersonRow>> {
  return carryOut(context, 'editOwnProfile', profileErrors(input), async (transaction, actor) => {
    if (actor.id !== input.personId && !may(actor, 'managePeople'))
      throw new Refusal('NOT_PERMITTED', "Administrators alone change others' profiles.", 'personId');
    await lockStaff(transaction);
    const { id } = await colleague(context, transaction, input.personId);
    const { displayName, title, timeZone, email, phone } = input;
    const change = given({ title, timeZone, email, phone, displayName: displayName ?? undefined });
    return changePerson(transaction, id, change);
  });
}

/** Says what a person may do. */
export function setPersonRole(context: Context, input: SetPersonRoleInput): Promise<Outcome<PersonRow>> {
  return carryOut(context, 'managePeople', [], async (transaction) => {
    await lockStaff(transaction);
    const { id } = await colleague(context, transaction, input.personId);
    if (input.role !== 'ADMIN') await requireAdministrator(transaction, id);
    return changePerson(transaction, id, { role: input.role });
  });
}

/** Removes a person; the row stays, for what they wrote hangs on it. */
export function removePerson(context: Context, personId: string): Promise<Outcome<PersonRow>> {
  return carryOut(context, 'managePeople', [], async (transaction) => {
    await lockStaff(transaction);
    const { id } = await colleague(context, transaction, personId);
    await requireAdministrator(transaction, id);
    return changePerson(transaction, id, { status: 'REMOVED', role: 'MEMBER' });
  });
}

async function colleague({ company }: Context, transaction: Transaction, id: string): Promise<PersonRow> {
  const person = isIdOf(id, 'psn', company) ? await findPerson(transaction, id) : null;
  if (person?.status !== 'ACTIVE') throw new Refusal('NOT_FOUND', 'There is no such person.', 'personId');
  return person;
}

async function requireAdministrator(transaction: Transaction, without: string): Promise<void> {
  if (!leavesAdministrator(await readAdministrators(transaction), without))
    throw new Refusal('CONFLICT', 'The company would be left without an administrator.', 'personId');
}
