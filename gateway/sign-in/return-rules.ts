const SLUG = /^[a-z][a-z0-9-]{1,30}$/;

/** The company that a browser names; null for what is no company's slug. */
export function readCompany(text: string | null): string | null {
  return text !== null && SLUG.test(text) ? text : null;
}

/**
 * Where to go after signing in: a path of this site with its query. Anything that a browser could read as another
 * site's address comes to `/`.
 */
export function readReturn(text: string | null): string {
  if (text === null || !/^\/(?![/\\])[\u0021-\u007e]{0,500}$/.test(text)) return '/';
  return /[\\]/.test(text) || text.startsWith('/auth/') || text.startsWith('/signed-in') ? '/' : text;
}
