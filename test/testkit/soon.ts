/**
 * By when what is told at once has been heard, in milliseconds: within a second on a quiet machine. Whatever would bring
 * it about otherwise, such as the next poll, takes a minute.
 */
export const SOON_MS = 10_000;
