import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { codegen } from '@graphql-codegen/core';
import * as typescriptPlugin from '@graphql-codegen/typescript';
import { buildSchema, parse, validate } from 'graphql';
import { companySdl } from '#cli/scenario/realms.ts';
import { composeApi } from '#schema/compose.ts';
import { sharedSdl } from '#schema/sdl.ts';

const page = readFileSync(new URL('../../docs/typed-clients.md', import.meta.url), 'utf8');
/** What `schema fetch --view acme` prints. */
const view = composeApi(sharedSdl(), companySdl('acme'));

const block = (language: string): string =>
  new RegExp('```' + language + '\n(.*?)```', 's').exec(page)?.[1] ?? '';

describe('typed clients', () => {
  it('have a query on the page that the view answers', () => {
    expect(validate(buildSchema(view), parse(block('graphql')))).toEqual([]);
  });

  it('get their types from the view, the realm included', async () => {
    const text = await codegen({
      ...{ schema: parse(view), documents: [], filename: 'types.ts' },
      config: { scalars: { DateTime: 'string' }, strictScalars: true, enumsAsTypes: true },
      plugins: [{ typescript: {} }],
      pluginMap: { typescript: typescriptPlugin },
    });
    expect(text).toContain('export type AcmeCase = {');
    expect(text).toContain('export type Thread = Node & {');
    expect(text).not.toContain('_Entity');
  });
});
