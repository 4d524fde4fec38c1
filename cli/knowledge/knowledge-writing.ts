import { z } from 'zod';
import { isIdOf } from '#schema/wire/ids.ts';
import type { Ask } from '../asking/gateway-client.ts';
import { CliError } from '../exit.ts';
import type { DocumentFile } from './document-file.ts';

/** What became of a file. */
export type FileOutcome =
  | { readonly outcome: 'added' | 'unchanged' | 'replaced'; readonly documentId: string }
  | { readonly outcome: 'refused'; readonly problem: string };

const SOURCES = '{ workspace { knowledge { id title } } }';
const CREATE = `mutation Create($input: CreateKnowledgeSourceInput!) {
  it: createKnowledgeSource(input: $input) { source { id } userErrors { code message } } }`;
const ADD = `mutation Add($input: AddDocumentInput!) {
  it: addDocument(input: $input) { added document { id } userErrors { code message } } }`;
const FIND = `query Find($name: String!) {
  workspace { knowledge { id documents(name: $name) { nodes { id } } } } }`;
const REPLACE = `mutation Replace($input: UpdateDocumentInput!) {
  it: updateDocument(input: $input) { document { id } userErrors { code message } } }`;

const userErrors = z.array(z.object({ code: z.string(), message: z.string() }));
const thing = z.object({ id: z.string() }).nullable();
const workspaceOf = <Source extends z.ZodType>(source: Source) =>
  z.object({ workspace: z.object({ knowledge: z.array(source).nullable() }).nullable() });
const sourcesShape = workspaceOf(z.object({ id: z.string(), title: z.string() }));
const foundShape = workspaceOf(
  z.object({
    id: z.string(),
    documents: z.object({ nodes: z.array(z.object({ id: z.string() })) }).nullable(),
  }),
);
const createdShape = z.object({ it: z.object({ source: thing, userErrors }).nullable() });
const addedShape = z.object({
  it: z.object({ added: z.boolean().nullable(), document: thing, userErrors }).nullable(),
});
const replacedShape = z.object({ it: z.object({ document: thing, userErrors }).nullable() });

/**
 * The id of the source of that title or id.
 *
 * @param create make one of that title when there is none
 * @throws CliError `SOURCE_NOT_FOUND`, or `GATEWAY_FAILED`
 */
export async function findSource(ask: Ask, named: string, create: boolean): Promise<string> {
  const { workspace } = await ask(SOURCES, {}, sourcesShape);
  const found = workspace?.knowledge?.find(({ id, title }) => id === named || title === named);
  if (found) return found.id;
  if (!create || isIdOf(named, 'kno'))
    throw new CliError('SOURCE_NOT_FOUND', `There is no source "${named}". To make it, add --create.`);
  const { it } = await ask(CREATE, { input: { title: named } }, createdShape);
  if (it?.source) return it.source.id;
  throw new CliError('SOURCE_NOT_FOUND', `The source could not be made: ${problemOf(it?.userErrors)}`);
}

/** Adds a file's document to a source; with `replace`, another text of its name gives way to it. */
export async function addFile(
  ask: Ask,
  sourceId: string,
  file: DocumentFile,
  replace: boolean,
): Promise<FileOutcome> {
  const { it } = await ask(ADD, { input: { sourceId, ...file } }, addedShape);
  if (it?.document) return { outcome: it.added === true ? 'added' : 'unchanged', documentId: it.document.id };
  const conflict = it?.userErrors.some(({ code }) => code === 'CONFLICT') === true;
  return conflict && replace
    ? replaceFile(ask, sourceId, file)
    : { outcome: 'refused', problem: problemOf(it?.userErrors) };
}

async function replaceFile(ask: Ask, sourceId: string, file: DocumentFile): Promise<FileOutcome> {
  const { workspace } = await ask(FIND, { name: file.name }, foundShape);
  const source = workspace?.knowledge?.find(({ id }) => id === sourceId);
  const documentId = source?.documents?.nodes[0]?.id;
  if (documentId === undefined) return { outcome: 'refused', problem: 'it was deleted meanwhile' };
  const { it } = await ask(REPLACE, { input: { documentId, ...file } }, replacedShape);
  if (it?.document) return { outcome: 'replaced', documentId };
  return { outcome: 'refused', problem: problemOf(it?.userErrors) };
}

function problemOf(errors: z.infer<typeof userErrors> | undefined): string {
  return errors?.[0]?.message ?? 'the company does not know the caller';
}
