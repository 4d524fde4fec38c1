import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

export type WasmEngine = Awaited<ReturnType<typeof glue.SchemaEngine.new>>;

/** Node has it; TypeScript describes it in the browser's library only. */
declare const WebAssembly: {
  instantiate(
    code: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start: () => void } } }>;
};

/**
 * Loads Prisma's schema engine as WebAssembly.
 *
 * The package's own entry imports the `.wasm` file as a module, which Node 20 does not do without a flag, so the
 * module is instantiated by hand and joined to the package's glue code.
 */
export async function loadWasmEngine(): Promise<typeof glue> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bytes = await readFile(path.join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}
