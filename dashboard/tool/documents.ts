import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import { addTypenameSelectionDocumentTransform, preset } from '@graphql-codegen/client-preset';
import { buildSchema, parse, print, separateOperations, type DocumentNode } from 'graphql';
import { composeApi } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));
const OUTPUT = path.join(SOURCE, 'gql/');

const CONFIG = {
  scalars: { DateTime: 'string' },
  strictScalars: true,
  useTypeImports: true,
  documentMode: 'string',
};

/**
 * Writes `dashboard/src/gql/`: a typed document for every operation in the `.graphql` files of `dashboard/src`, against
 * the view that every company has (the shared layer and the contract, nobody's realm), and in `documents/` the same
 * operations as they are sent, for `agent-network documents push`.
 */
export async function writeDocuments(): Promise<void> {
  const sdl = composeApi(sharedSdl(), contractSdl());
  const sent = new Map<string, string>();
  const files = await preset.buildGeneratesSection({
    baseOutputDir: OUTPUT,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: await documentsIn(SOURCE, parse(sdl)),
    config: CONFIG,
    presetConfig: {
      fragmentMasking: false,
      persistedDocuments: { hashAlgorithm: (text: string) => keepHash(text, sent) },
    },
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  });
  const folder = path.join(OUTPUT, 'documents');
  mkdirSync(folder, { recursive: true });
  const typed = files.find(({ filename }) => filename.endsWith('/graphql.ts'));
  if (typed) replaceFile(typed.filename, await codegen(typed));
  for (const [name, text] of sent) replaceFile(path.join(folder, `${name}.graphql`), text);
  for (const file of readdirSync(folder))
    if (!sent.has(path.parse(file).name)) rmSync(path.join(folder, file), { force: true });
}

/** Whoever reads it meanwhile, a build beside this one, reads the file as it was or as it is. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** Every file's operations and fragments, each selection with its `__typename`, as the client's cache needs it. */
function documentsIn(folder: string, schema: DocumentNode) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.graphql') && !file.startsWith('gql'))
    .sort()
    .map((file) => {
      const rawSDL = readFileSync(path.join(folder, file), 'utf8');
      return { location: file, rawSDL, document: parse(rawSDL, { noLocation: true }) };
    });
  return addTypenameSelectionDocumentTransform.transform({ documents: files, schema, config: CONFIG });
}

/** The hash under which the text is registered: of the document as the registering program prints it. */
function keepHash(text: string, sent: Map<string, string>): string {
  const [[name, document] = []] = Object.entries(separateOperations(parse(text, { noLocation: true })));
  if (name === undefined || document === undefined) throw new Error('a document without an operation');
  const printed = print(document);
  sent.set(name, printed);
  return createHash('sha256').update(printed).digest('hex');
}
