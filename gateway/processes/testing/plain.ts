import { sha256 } from '#schema/wire/hash.ts';

/** A program for tests: says where it stands, and whether what it imports is there. */
const { tableError } = await import('../../errors.ts');
const said = { url: import.meta.url, hash: sha256(''), message: tableError('BAD_REQUEST').message };
process.stdout.write(JSON.stringify({ ...said, ranFrom: new Error().stack?.split('\n')[1] }));
