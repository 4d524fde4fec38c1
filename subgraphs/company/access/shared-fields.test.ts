import { describe, expect, it } from '@jest/globals';
import { contractSdl } from '#schema/sdl.ts';
import { objectTypes } from './shared-fields.ts';

function sharedOf(sdl: string): string[] {
  return objectTypes(sdl).flatMap(({ name, sharedFields }) =>
    [...sharedFields].map((field) => `${name}.${field}`),
  );
}

describe('shared fields', () => {
  it('of the contract are these and no more', () => {
    expect(sharedOf(contractSdl()).sort()).toEqual([
      'Agent.id',
      'Agent.name',
      'Agent.purpose',
      'Agent.skills',
      'Agent.status',
      'Participant.agent',
      'Participant.id',
      'Participant.person',
      'Person.displayName',
      'Person.id',
      'Person.timeZone',
      'Person.title',
    ]);
  });

  it('are those tagged exactly so, in every part of a type', () => {
    const sdl = `
      type A { a: Int b: Int @tag(name: "shared") c: Int @tag(name: "Shared") d: Int @shared }
      extend type A { e: Int @tag(name: "internal") @tag(name: "shared") f: Int @tags(name: "shared") }`;
    expect(sharedOf(sdl)).toEqual(['A.b', 'A.e']);
    expect(objectTypes(sdl)[0]?.fields).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('leave nullable what a foreign caller gets null for', () => {
    const sdl = contractSdl();
    for (const type of objectTypes(sdl).filter(({ sharedFields }) => sharedFields.size > 0)) {
      const body = new RegExp(`type ${type.name} [^{]*{([^}]*)}`).exec(sdl)?.[1] ?? '';
      for (const field of type.fields.filter((name) => !type.sharedFields.has(name)))
        expect(body).toMatch(new RegExp(`^  ${field}: [^\\n]*[^!\\n]$`, 'm'));
    }
  });
});
