import { describe, expect, it } from '@jest/globals';
import { badInput, isCallerFault, publicError } from './errors.ts';

const error = (code: unknown, more: object = {}) => ({
  message: 'SELECT secret',
  locations: [{ line: 1, column: 1 }],
  path: ['a', 0],
  extensions: { code, stacktrace: ['at secret.ts:1'], serviceName: 's', ...more },
});

describe('the errors that leave a subgraph', () => {
  it.each([
    ['BAD_REQUEST', 'The request is not well-formed.'],
    ['BAD_USER_INPUT', 'The input is not valid.'],
    ['GRAPHQL_VALIDATION_FAILED', 'The document does not fit the schema.'],
    ['INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'],
  ])('have the sentence of their code: %s', (code, message) => {
    expect(publicError(error(code))).toEqual({ message, path: ['a', 0], extensions: { code } });
  });

  it.each(['P2002', 'constructor', 'toString', '__proto__', 'hasOwnProperty', undefined, null, 7])(
    'have no other code: %p',
    (code) => {
      expect(publicError(error(code))).toEqual({
        message: 'Something went wrong on our side.',
        path: ['a', 0],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
      expect(isCallerFault(error(code))).toBe(false);
    },
  );

  it('have their own message where it was made for the caller', () => {
    const { message, extensions } = badInput('"first" is too large.');
    expect(publicError({ message, extensions })).toEqual({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(isCallerFault({ message, extensions })).toBe(true);
  });
});
