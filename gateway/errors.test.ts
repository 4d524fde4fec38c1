import { describe, expect, it } from '@jest/globals';
import { ERROR_TABLE, publicError, tableError } from './errors.ts';

const stacked = { serviceName: 'company', stacktrace: ['at secret.ts:1'], exception: {} };
const error = (code: unknown) => ({ message: 'secret', path: ['a'], extensions: { code, ...stacked } });

describe('the closed table of errors', () => {
  it.each(Object.keys(ERROR_TABLE))('lets %s out with its sentence and nothing else', (code) => {
    const spoken = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'].includes(code);
    const sentence = ERROR_TABLE[code as keyof typeof ERROR_TABLE].message;
    expect(publicError(error(code))).toEqual({
      message: spoken ? 'secret' : sentence,
      path: ['a'],
      extensions: { code },
    });
  });

  it.each(['DOWNSTREAM_SERVICE_ERROR', 'P2002', 'constructor', '__proto__', 'toString', undefined, 7, {}])(
    'makes a fault of ours of any other code: %p',
    (code) => expect(publicError(error(code))).toEqual(tableError('INTERNAL_SERVER_ERROR', ['a'])),
  );

  it('takes an error without extensions', () => {
    expect(publicError({ message: 'secret' })).toEqual(tableError('INTERNAL_SERVER_ERROR'));
  });
});
