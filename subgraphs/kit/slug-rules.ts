const SLUG = /^[a-z][a-z0-9-]{1,62}$/;
/** Leaves room for a number after it. */
const LONGEST_STEM = 54;

/** The rule in words. */
export const SLUG_RULE =
  'A slug starts with a letter from a to z, followed by 1 to 62 letters from a to z, digits and dashes.';

/** Whether a text is a slug of a team or a thread: `[a-z][a-z0-9-]{1,62}`. */
export function isSlug(text: string): boolean {
  return SLUG.test(text);
}

/** Makes a slug of a name; the fallback when nothing of the name can be in one. */
export function slugFrom(name: string, fallback: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '');
  const stem = words.slice(0, LONGEST_STEM).replace(/-+$/, '');
  return isSlug(stem) ? stem : fallback;
}

/** The slug itself, or the first of `slug-2`, `slug-3`, … that is not taken. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  let number = 2;
  while (taken.has(`${slug}-${number}`)) number += 1;
  return `${slug}-${number}`;
}
