import { pathToFileURL } from 'node:url';
import type { CompanyExtension } from '../extension.ts';
import { extensionProblems } from './extension-rules.ts';

/** A company's extension cannot be served. The message is for the company itself. */
export class ExtensionRefused extends Error {
  readonly code = 'EXTENSION_REFUSED';

  constructor(path: string, problems: readonly string[]) {
    super(`The extension ${path} is refused:\n${problems.join('\n')}`);
    this.name = 'ExtensionRefused';
  }
}

/**
 * Loads a company's own code. It runs with all of the program's rights: it is the company's.
 *
 * @param path of an ES module that exports `extension`, absolute
 * @throws ExtensionRefused when it exports none, or one that breaks a rule; what the module throws when it is loaded
 */
export async function loadExtension(path: string, company: string): Promise<CompanyExtension> {
  const module: unknown = await import(pathToFileURL(path).href);
  const extension = member(module, 'extension');
  if (!isExtension(extension)) throw new ExtensionRefused(path, ['it exports no "extension"']);
  const problems = extensionProblems(company, extension);
  if (problems.length > 0) throw new ExtensionRefused(path, problems);
  return extension;
}

function isExtension(value: unknown): value is CompanyExtension {
  const resolvers = member(value, 'resolvers');
  return typeof member(value, 'typeDefs') === 'string' && typeof resolvers === 'object' && resolvers !== null;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
