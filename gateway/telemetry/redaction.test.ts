import { describe, expect, it } from '@jest/globals';
import { withoutCredentials } from './redaction.ts';

describe('a text of another program', () => {
  it.each([
    ['jwt eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJsZWFkIn0.c2ln-_x was refused', 'jwt [credential] was refused'],
    ['cut short: eyJhbGciOiJFZERTQSJ9.eyJzdW', 'cut short: [credential]'],
    ['authorization: bearer s3cr3t; and more', 'authorization: [credential] and more'],
    ['ank_acme_01JQZX5T8E7W3N6K9M2P4R5S6T_abc is unknown', '[credential] is unknown'],
    ['no answer within 700 ms', 'no answer within 700 ms'],
  ])('%s', (text, shown) => expect(withoutCredentials(text)).toBe(shown));
});
