import { readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescriptPlugin from '@graphql-codegen/typescript';
import * as resolversPlugin from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';

/** Federation's own directives, so that the SDL stands alone for the generator. */
const FEDERATION = /extend schema\s+@link\([^)]*\)/g;
const ROOT = new URL('../../', import.meta.url);

/** Writes `subgraphs/<name>/resolver-types.ts` from the SDL; `resolver-mappers.json` beside it names the row types. */
async function writeResolverTypes(name: string, sdl: string): Promise<void> {
  const folder = new URL(`subgraphs/${name}/`, ROOT);
  const mappers = JSON.parse(readFileSync(new URL('resolver-mappers.json', folder), 'utf8')) as Record<
    string,
    string
  >;
  const config = {
    useTypeImports: true,
    enumsAsTypes: true,
    strictScalars: true,
    federation: true,
    contextType: './context.ts#Context',
    mappers,
    scalars: { DateTime: { input: 'Date', output: 'Date' }, _FieldSet: 'string' },
    avoidOptionals: { inputValue: false, field: true, object: true, defaultValue: true },
  };
  const text = await codegen({
    schema: parse(sdl.replace(FEDERATION, '')),
    documents: [],
    filename: 'resolver-types.ts',
    config,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
  });
  writeFileSync(
    new URL('resolver-types.ts', folder),
    `/* Generated from the SDL: npm run codegen. */\n${text}\n`,
  );
}

await writeResolverTypes('shared', sharedSdl());
await writeResolverTypes('company', contractSdl());
