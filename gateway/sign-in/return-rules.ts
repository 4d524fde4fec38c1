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
  const [path = ''] = text.split(/[?#]/, 1);
  if (/\\/.test(text) || /\/\//.test(path) || DOTS.test(path)) return '/';
  return text.startsWith('/auth/') || text.startsWith('/signed-in') ? '/' : text;
}

/** A step that a browser takes out of a path, with the one before it: what is left may be another path than was read. */
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
