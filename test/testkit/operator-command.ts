import { runCli } from '#cli/program.ts';
import { extensionModuleOf } from '#cli/scenario/realms.ts';
import type { TestDatabase } from './postgres.ts';

/** The command as an operator types it, in the environment of a program: `shared`, or a company's slug. */
export async function operatorCommand(args: readonly string[], owner: string, database: TestDatabase) {
  const told = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
  };
  const module = extensionModuleOf(owner);
  Object.assign(process.env, {
    DATABASE_URL: database.runtimeUrl,
    MIGRATION_DATABASE_URL: database.ownerUrl,
  });
  if (module !== undefined) Object.assign(process.env, { EXTENSION_MODULE: module, COMPANY: owner });
  try {
    return { status: await runCli(args, terminal), ...told };
  } finally {
    for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'EXTENSION_MODULE', 'COMPANY'])
      Reflect.deleteProperty(process.env, name);
  }
}
