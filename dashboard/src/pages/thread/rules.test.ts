import { describe, expect, it } from '@jest/globals';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import {
  mentionsIn,
  stillOutgoing,
  suggestedMentions,
  withMention,
  withMessages,
  type Outgoing,
} from './message-rules.ts';
import { readersOf } from './reader-rules.ts';
import { privateTombstoneOf, tombstoneOf } from './tombstone-rules.ts';

const DANA = { id: 'par_acme_1', displayName: 'Dana Whitfield' };
const AGENT = { id: 'par_harbor_1', displayName: 'Delivery Agent' };

function row(sequence: number, more: Partial<MessageRowFragment> = {}): MessageRowFragment {
  return {
    ...{ __typename: 'Message', id: `msg_${sequence}`, sequence, body: `text ${sequence}`, kind: 'TEXT' },
    ...{ createdAt: '2026-03-03T12:00:00Z', editedAt: null, redactedAt: null, hidden: false },
    redactionCause: null,
    author: {
      ...{ __typename: 'Participant', ...DANA, kind: 'PERSON', status: 'ACTIVE' },
      company: { __typename: 'Company', slug: 'acme', name: 'Acme' },
    },
    ...{ onBehalfOf: null, attribution: null, replyTo: null, reactions: [], shares: [], notes: [] },
    ...more,
  };
}

const out = (key: string, body: string): Outgoing => ({
  ...{ key, body, replyToId: null, mentionIds: [], attachments: [], afterSequence: 5, problem: null },
});

describe('messages that come in', () => {
  it('are put in order, none twice, each in its latest form', () => {
    const known = withMessages([], [row(3), row(1)]);
    const now = withMessages(known, [row(2), row(3, { body: 'edited' })]);
    expect(now.map(({ body }) => body)).toEqual(['text 1', 'text 2', 'edited']);
  });

  it('keep the notes that their owner cannot tell just now', () => {
    const note = { __typename: 'Note' as const, id: 'nte_1', body: 'ours', createdAt: '', author: null };
    const now = withMessages([row(1, { notes: [note] })], [row(1, { notes: null })]);
    expect(now[0]?.notes).toEqual([note]);
  });

  it('take a text that was taken back out of what quotes it', () => {
    const { id, body, author } = row(1);
    const quoting = row(2, { replyTo: { __typename: 'Message', id, body, author } });
    const now = withMessages([row(1), quoting], [row(1, { body: '', redactedAt: '2026-03-03T13:00:00Z' })]);
    expect(JSON.stringify(now)).not.toContain('text 1');
  });
});

describe('what is on its way', () => {
  it('is over once it is among the messages, each message for one of them', () => {
    const twice = [out('a', 'same'), out('b', 'same')];
    expect(stillOutgoing(twice, [row(6, { body: 'same' })], () => true)).toEqual([twice[1]]);
  });

  it('is not mistaken for what was said before, or by another', () => {
    const items = [out('a', 'same')];
    expect(stillOutgoing(items, [row(4, { body: 'same' })], () => true)).toEqual(items);
    expect(stillOutgoing(items, [row(6, { body: 'same' })], () => false)).toEqual(items);
  });
});

describe('mentions', () => {
  const all = [DANA, AGENT];
  it('are the names after an @', () => {
    expect(mentionsIn('Thanks @Delivery Agent, and Dana Whitfield', all)).toEqual([AGENT.id]);
  });

  it('are suggested for what is begun, and put in its place', () => {
    expect(suggestedMentions('Thanks @del', all)).toEqual([AGENT]);
    expect(suggestedMentions('mail me@del', all)).toEqual([]);
    expect(withMention('Thanks @del', AGENT)).toBe('Thanks @Delivery Agent ');
    expect(suggestedMentions('Thanks @Delivery Agent ', all)).toEqual([]);
  });
});

describe('the place of a text that is gone', () => {
  it('says who took it back, or that its time was over', () => {
    const shared = (redactionCause: 'COMPANY' | 'RETENTION') => tombstoneOf(row(1, { redactionCause }));
    expect(shared('COMPANY')).toBe('Acme took this message back.');
    expect(shared('RETENTION')).toMatch(/by itself.* older than messages are kept/);
    const among = (redactionCause: Parameters<typeof privateTombstoneOf>[0]['redactionCause']) =>
      privateTombstoneOf({ redactionCause }, 'Ruben Castillo');
    expect(among('AUTHOR')).toBe('Ruben Castillo took this message back.');
    expect(among('ADMINISTRATOR')).toBe('An administrator took this message back.');
    expect(among('RETENTION')).toBe(shared('RETENTION'));
    expect(among(null)).toBe('This message was taken back.');
  });
});

describe('the readers of a thread', () => {
  const [acme, harbor] = [
    { slug: 'acme', name: 'Acme' },
    { slug: 'harbor', name: 'Harbor' },
  ];
  const team = { companies: [{ company: harbor }, { company: acme }] };
  const participants = [{ company: acme }, { company: acme }];
  it('are the team’s companies, or those of its roster alone', () => {
    expect(readersOf({ visibility: 'OPEN', participants }, team)).toEqual([acme, harbor]);
    expect(readersOf({ visibility: 'RESTRICTED', participants }, team)).toEqual([acme]);
  });
});
