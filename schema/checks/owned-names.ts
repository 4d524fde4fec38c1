import { nodeSdl } from '../node-sdl.ts';
import { ID_TYPES } from '../wire/ids.ts';
import { readSdl } from './sdl-model.ts';

/** What others than the one company declare, or may. */
export interface OwnedNames {
  /** Types of the contract, of the shared layer and of the gateway, with the fields of each. */
  readonly types: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of the shared layer and of the gateway: composition merges them with a company's. */
  readonly merged: ReadonlySet<string>;
}

/** The names of a contract and of each of the shared SDLs that views are composed with. */
export function ownedNames(contractSdl: string, sharedSdls: readonly string[]): OwnedNames {
  const merged = sharedSdls.flatMap((sdl) => [readSdl(sdl), readSdl(nodeSdl(sdl, contractSdl))]);
  const types = new Map<string, Set<string>>(Object.values(ID_TYPES).map((name) => [name, new Set()]));
  for (const model of [readSdl(contractSdl), ...merged])
    for (const { name, fields } of model.types.values())
      types.set(name, new Set([...(types.get(name) ?? []), ...fields.keys()]));
  return { types, merged: new Set(merged.flatMap((model) => [...model.types.keys()])) };
}
