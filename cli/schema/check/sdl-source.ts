import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CliError } from '../../exit.ts';
import type { SdlFile } from './located.ts';

/** Reads SDL from files, folders (all `.graphql` in them) and addresses (`_service { sdl }`), in the order given. */
export async function readSdlSources(
  sources: readonly string[],
  options: { readonly fetch: typeof fetch; readonly headers: Readonly<Record<string, string>> },
): Promise<SdlFile[]> {
  if (sources.length === 0)
    throw new CliError('ARGUMENT_INVALID', 'Name at least one file, folder or address.');
  const read = await Promise.all(
    sources.map((source) => (/^https?:/.test(source) ? fromService(source, options) : fromDisk(source))),
  );
  return read.flat();
}

async function fromDisk(source: string): Promise<SdlFile[]> {
  try {
    const folder = (await stat(source)).isDirectory();
    const names = folder ? (await readdir(source, { recursive: true })).filter(isSdl).sort() : [''];
    const paths = names.map((name) => path.join(source, name));
    if (paths.length === 0) throw new CliError('FILE_NOT_USABLE', `There is no .graphql file in ${source}.`);
    return await Promise.all(paths.map(async (file) => ({ path: file, text: await readFile(file, 'utf8') })));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('FILE_NOT_USABLE', `Could not read ${source}.`);
  }
}

function isSdl(name: string): boolean {
  return name.endsWith('.graphql') || name.endsWith('.graphqls');
}

const serviceAnswer = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

async function fromService(
  url: string,
  {
    fetch,
    headers,
  }: { readonly fetch: typeof globalThis.fetch; readonly headers: Readonly<Record<string, string>> },
): Promise<SdlFile[]> {
  const body = JSON.stringify({ query: '{ _service { sdl } }' });
  const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const answer: unknown = await fetch(url, request).then(
    (response) => response.json().catch(() => null),
    (error: unknown) => {
      if (error instanceof CliError) throw error;
      return null;
    },
  );
  const read = serviceAnswer.safeParse(answer);
  if (read.success) return [{ path: url, text: read.data.data._service.sdl }];
  throw new CliError(
    'FILE_NOT_USABLE',
    `${url} does not tell its SDL. A company's subgraph tells its own callers alone: --header`,
  );
}
