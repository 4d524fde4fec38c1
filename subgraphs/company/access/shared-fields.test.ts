import { describe, expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
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
      'Share.content',
      'Share.id',
      'SharedAgentCard.name',
      'SharedAgentCard.purpose',
      'SharedAgentCard.skills',
      'SharedAgentCard.status',
      'SharedDocument.body',
      'SharedDocument.mediaType',
      'SharedDocument.title',
      'SharedDocument.updatedAt',
      'SharedPrivateMessage.authorName',
      'SharedPrivateMessage.body',
      'SharedPrivateMessage.createdAt',
      'SharedPrivateThread.messages',
      'SharedPrivateThread.title',
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
    const types = parse(sdl).definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION ? [node] : [],
    );
    for (const type of objectTypes(sdl).filter(({ sharedFields }) => sharedFields.size > 0)) {
      const parts = types.filter(({ name }) => name.value === type.name);
      const fields = parts.flatMap((part) => part.fields ?? []);
      const required = fields.filter((field) => field.type.kind === Kind.NON_NULL_TYPE);
      expect(required.map(({ name }) => name.value).filter((name) => !type.sharedFields.has(name))).toEqual(
        [],
      );
    }
  });
});
