/** The `code` of an error of Node or of the database driver. Asked by shape: a test has another `Error` than Node. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
