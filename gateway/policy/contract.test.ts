import { describe, expect, it } from '@jest/globals';
import { contractSdl } from '#schema/sdl.ts';
import { readContract } from './contract.ts';

const contract = readContract(contractSdl());
const sharedFields = (type: string) =>
  [...(contract.types.get(type) ?? [])].filter(([, { shared }]) => shared).map(([name]) => name);

describe('the contract as the gateway reads it', () => {
  it('opens exactly these fields to other companies', () => {
    const open = [...contract.types.keys()].flatMap((type) =>
      sharedFields(type).map((field) => `${type}.${field}`),
    );
    expect(open.sort()).toEqual([
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
      ...['name', 'purpose', 'skills', 'status'].map((field) => `SharedAgentCard.${field}`),
      ...['body', 'mediaType', 'title', 'updatedAt'].map((field) => `SharedDocument.${field}`),
      ...['authorName', 'body', 'createdAt'].map((field) => `SharedPrivateMessage.${field}`),
      ...['messages', 'title'].map((field) => `SharedPrivateThread.${field}`),
    ]);
  });

  it('knows lists, named types and enum values', () => {
    expect(contract.types.get('Agent')?.get('skills')).toEqual({ shared: true, type: 'String', list: true });
    expect(contract.types.get('Participant')?.get('agent')).toEqual({
      shared: true,
      type: 'Agent',
      list: false,
    });
    expect(contract.enums.get('AgentStatus')).toEqual(new Set(['ACTIVE', 'PAUSED', 'ARCHIVED']));
    expect(contract.unions.get('ShareContent')).toEqual(
      new Set(['SharedDocument', 'SharedPrivateThread', 'SharedAgentCard']),
    );
  });

  it('takes a field as private unless its tag says exactly "shared", and merges extensions', () => {
    const { types } = readContract(`
      type A { a: Int @tag(name: "Shared") b: Int @tag(name: "internal") c: Int @deprecated(reason: "shared") }
      extend type A { d: [[Int!]!]! @tag(name: "internal") @tag(name: "shared") }
    `);
    expect([...(types.get('A') ?? [])].map(([name, { shared }]) => [name, shared])).toEqual([
      ['a', false],
      ['b', false],
      ['c', false],
      ['d', true],
    ]);
    expect(types.get('A')?.get('d')?.list).toBe(true);
  });
});
