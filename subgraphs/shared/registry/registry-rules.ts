import { sha256 } from '#schema/wire/hash.ts';
import type { RegisteredCompany, RegistryContents } from '#schema/wire/registry.ts';

/** Puts the registry together. Rows come in a fixed order, so that equal contents have equal versions. */
export function registryOf(
  sharedSdl: string,
  companies: readonly RegisteredCompany[],
  schemas: readonly { readonly hash: string; readonly sdl: string }[],
): RegistryContents {
  const contents = {
    sharedSdl,
    companies: [...companies],
    schemas: Object.fromEntries(schemas.map(({ hash, sdl }) => [hash, sdl])),
  };
  return { version: sha256(JSON.stringify(contents)), ...contents };
}

/** Whether an `If-None-Match` header names the version (RFC 9110, section 13.1.2: weak comparison). */
export function matchesVersion(header: string | undefined, version: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etagOf(version));
}

/** The version as an `ETag`. */
export function etagOf(version: string): string {
  return `"${version}"`;
}
