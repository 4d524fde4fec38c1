import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { couldBeForged } from '#gateway/http/csrf-rules.ts';
import { chooseMediaType, isJsonBody } from '#gateway/http/media-rules.ts';
import { readBody, readSearch } from '#gateway/http/operation-reader.ts';
import { readReturn } from '#gateway/sign-in/return-rules.ts';
import { readTraceparent } from '#telemetry/traceparent.ts';
import { faultOfUrl, isPublicAddress } from '#schema/wire/address-rules.ts';
import { someJson, someText, spoiled } from '../grammar.ts';
import { hold, plainTarget } from '../target.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const ACCEPTS = [
  '*/*',
  'application/json',
  'application/graphql-response+json;q=0.9',
  'application/*; charset=utf-8',
  'text/html',
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON;charset="UTF-8"',
  'text/plain',
  'application/jsonx',
];
const HOSTS = [
  '127.0.0.1',
  '[::1]',
  '[::ffff:10.0.0.1]',
  '0x7f.1',
  '2130706433',
  '017700000001',
  'localhost',
  'a.example',
  '8.8.8.8',
  '169.254.169.254',
  '[fe80::1]',
  '１２７.0.0.1',
  'a.example@10.0.0.1',
];

/** What small readers of a request make of anything: a value of their kind, or none. */
export const headers = plainTarget('headers', 600, (choices) => {
  choices.of([trace, accept, type, body, search, back, address])(choices);
});

function trace(choices: Choices): void {
  const text = spoiled(TRACE, choices, ['-', '0', 'ff', 'A']);
  const read = readTraceparent(text);
  if (read === null) return;
  hold(/^[0-9a-f]{32}$/.test(read.traceId) && /^0[0-3]$/.test(read.flags), () => `a trace of ${text}`);
  hold(text.includes(read.traceId) && !/^0+$/.test(read.traceId), () => `another trace than ${text}`);
}

function accept(choices: Choices): void {
  const parts = Array.from({ length: 1 + choices.below(3) }, () => spoiled(choices.of(ACCEPTS), choices));
  const chosen = chooseMediaType(parts.join());
  const asked = parts.join().toLowerCase();
  hold(
    chosen === null || /\*|application\/(graphql-response\+)?json/.test(asked),
    () => `${chosen ?? ''} of ${asked}`,
  );
  couldBeForged({ accept: parts.join() });
}

function type(choices: Choices): void {
  const text = spoiled(choices.of(TYPES), choices, [';', ' ', 'charset=', 'utf-16']);
  hold(!isJsonBody(text) || /^\s*application\/json\s*(?:;|$)/i.test(text), () => `JSON is not ${text}`);
}

function body(choices: Choices): void {
  const fields = {
    query: '{ a }',
    variables: someJson(choices),
    extensions: someJson(choices),
    documentId: someText(choices, 2),
  };
  const value = choices.below(3) === 2 ? someJson(choices) : fields;
  const text = spoiled(JSON.stringify(value), choices);
  const read = readBody(Buffer.from(text));
  if ('problem' in read) return;
  const plain = JSON.parse(text) as Record<string, unknown>;
  hold(
    (plain['query'] ?? '') === read.query && typeof read.query === 'string',
    () => `another query: ${text}`,
  );
  hold(JSON.stringify(read.variables ?? null) === JSON.stringify(plain['variables'] ?? null), () => text);
  hold(read.documentHash === undefined || /^[0-9a-f]{64}$/.test(read.documentHash), () => `a hash: ${text}`);
}

function search(choices: Choices): void {
  const text = spoiled(`query=${encodeURIComponent('{ a }')}&variables=%7B%7D&operationName=A`, choices);
  const read = readSearch(text);
  hold('problem' in read || read.queriesOnly, () => `a GET that changes something: ${text}`);
}

function back(choices: Choices): void {
  const path = readReturn(spoiled('/teams/one?a=1', choices, ['//', '/\\', 'https://', '@', '\t/']));
  hold(new URL(path, 'https://here.test').origin === 'https://here.test', () => `leads away: ${path}`);
}

function address(choices: Choices): void {
  const text = spoiled(`https://${choices.of(HOSTS)}:${choices.below(9)}/x`, choices, [
    '@',
    '#',
    '?',
    '%2e',
    '。',
  ]);
  if (faultOfUrl(text, false) !== null) return;
  const { protocol, hostname, username } = new URL(text);
  hold(protocol === 'https:' && username === '', () => `no address: ${text}`);
  const bare = hostname.replace(/^\[|\]$/g, '');
  hold(!/^[\d.]+$|:/.test(bare) || isPublicAddress(bare), () => `in here: ${text}`);
  hold(bare.includes('.') || bare.includes(':'), () => `a name of in here: ${text}`);
}
