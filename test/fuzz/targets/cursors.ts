import { GraphQLError } from 'graphql';
import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import {
  hitKey as documentHit,
  readHitKey as readDocumentHit,
} from '#subgraphs/company/knowledge/search-rules.ts';
import { privateHitKey, readPrivateHitKey } from '#subgraphs/company/private-threads/private-search-rules.ts';
import { ledgerKey } from '#subgraphs/company/sharing/disclosure-store.ts';
import {
  idKey,
  readCursor,
  sequenceKey,
  writeCursor,
  type Key,
  type KeyCodec,
} from '#subgraphs/kit/connection.ts';
import { readInboxCursor, writeInboxCursor } from '#subgraphs/shared/live/inbox-cursor.ts';
import { hitKey, readHitKey } from '#subgraphs/shared/search/search-rules.ts';
import { someJson, someText, spoiled } from '../grammar.ts';
import { hold, plainTarget } from '../target.ts';

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const NUMBERS = [
  '0',
  '1',
  '0.25',
  '1e-7',
  '1e999',
  '1e5',
  '9'.repeat(200),
  '2147483647',
  '2147483648',
  '999999999999999',
  'NaN',
];
const PLACES = [`msg_${ULID}`, `doc_acme_${ULID}`, `pms_acme_${ULID}`, `shr_acme_${ULID}`, `tem_${ULID}`];

/** A list's codec, and the numbers that its database is asked with. */
interface List {
  readonly codec: KeyCodec<Key>;
  readonly numbers: (key: string) => readonly number[];
}
const list = <K extends Key>(codec: KeyCodec<K>, numbers: List['numbers']): List => ({
  codec,
  numbers,
});
const LISTS: readonly List[] = [
  list(sequenceKey, (key) => [Number(key)]),
  list(idKey, () => []),
  list(hitKey, (key) => [readHitKey(key)?.rank ?? NaN, readHitKey(key)?.sequence ?? NaN]),
  list(documentHit, (key) => [readDocumentHit(key)?.rank ?? NaN]),
  list(privateHitKey, (key) => [readPrivateHitKey(key)?.rank ?? NaN]),
  list(ledgerKey, (key) => [Number(key.split(':')[0])]),
];
/** PostgreSQL's dates as JavaScript writes them have four digits of year. */
const LAST_DAY = Date.UTC(9999, 11, 31);

/** A cursor is of its list or a typed error; what is read of it is a number and an id that a database takes. */
export const cursors = plainTarget('cursors', 500, (choices) => {
  if (choices.below(4) === 3) {
    checkInbox(choices);
    return;
  }
  const { codec, numbers } = choices.of(LISTS);
  const text = spoiled(plainText(choices, codec.name), choices);
  const cursor = choices.below(8) === 7 ? someText(choices) : Buffer.from(text).toString('base64url');
  const key = orTyped(() => readCursor(cursor, codec, 'after'));
  if (key === null) return;
  hold(
    readCursor(writeCursor(codec, key), codec, 'after') === key,
    () => `not read as it is written: ${text}`,
  );
  for (const number of numbers(String(key)))
    hold(Number.isFinite(number) && number >= 0, () => `no number of a database: ${text}`);
  if (codec.name === 'led') hold(Number(String(key).split(':')[0]) <= LAST_DAY, () => `no date: ${text}`);
  if (codec.name === 'seq') hold(Number(key) <= 2_147_483_647, () => `no sequence: ${text}`);
});

function plainText(choices: Choices, name: string): string {
  const [first, second, place] = [choices.of(NUMBERS), choices.of(NUMBERS), choices.of(PLACES)];
  const rest = [first, place, `${first} ${second} ${place}`, `${first} ${place}`, `${first}:${place}`];
  return `${choices.below(10) === 9 ? choices.of(['seq', 'hit', '']) : name}:${choices.of(rest)}`;
}

function checkInbox(choices: Choices): void {
  const place = [[`tem_${ULID}`, choices.of([0, 7, -1, 2 ** 31, 1.5, '7', null])]];
  const value = choices.below(3) === 2 ? someJson(choices) : [place, [`inv_${ULID}`]];
  const text = spoiled(JSON.stringify(value), choices);
  const read = orTyped(() => readInboxCursor(Buffer.from(text).toString('base64url')));
  if (read === null) return;
  const again = readInboxCursor(writeInboxCursor(read));
  hold(JSON.stringify([...again.teams]) === JSON.stringify([...read.teams]), () => `read otherwise: ${text}`);
  for (const [, at] of read.teams) hold(Number.isInteger(at) && at >= 0, () => `no sequence: ${text}`);
}

function orTyped<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    hold(error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT', () => String(error));
    return null;
  }
}
