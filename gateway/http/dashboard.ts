import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pageReply, type Reply } from './reply.ts';

const zip = promisify(gzip);

/** Serves the dashboard: its pages and files. */
export interface Dashboard {
  /** A page, whatever its path: the dashboard itself decides what it shows. */
  page(): Promise<Reply>;
  /** A file with a hash in its name; null when there is none of that path. */
  file(pathname: string, acceptEncoding: string | undefined): Promise<Reply | null>;
}

interface Built {
  readonly stamp: number;
  readonly html: string;
  readonly files: ReadonlyMap<string, BuiltFile>;
}

interface BuiltFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Nothing but the gateway's own files, no script or style in the page, nobody's frame. */
export const DASHBOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const PAGE_HEADERS = [
  ...['content-security-policy', DASHBOARD_POLICY],
  ...['cross-origin-opener-policy', 'same-origin'],
  ...['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
];

/**
 * The dashboard as built into a folder. What is served is what was in the folder when its `index.html` was written last,
 * held in memory: no path of a request ever names a file on the disk.
 */
export function createDashboard(folder: string): Dashboard {
  let built: Promise<Built | null> = Promise.resolve(null);
  let stamp = 0;
  const current = async () => {
    const now = await stampOf(folder);
    if (now !== stamp) {
      stamp = now;
      built = now === 0 ? Promise.resolve(null) : load(folder, now);
      built.catch(() => (stamp = 0));
    }
    return built;
  };
  return {
    async page() {
      const found = await current();
      return found
        ? pageReply(found.html, PAGE_HEADERS)
        : { ...pageReply(NOT_BUILT, PAGE_HEADERS), status: 503 };
    },
    async file(pathname, acceptEncoding) {
      const file = (await current())?.files.get(pathname);
      return file ? fileReply(file, /\bgzip\b/.test(acceptEncoding ?? '')) : null;
    },
  };
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Agent Network: the dashboard is not built</title>
<h1>The dashboard is not built</h1>
<p>Build it with <code>npm run build</code> and load this page again. <code>npm start</code> builds it by itself.</p>
<p>The graph is at <a href="/graphql">/graphql</a>.</p>
</html>
`;

/** Files are everybody's and hold nothing of a caller: they may be kept, and compressed. */
function fileReply({ type, bytes, gzipped }: BuiltFile, zipped: boolean): Reply {
  const headers = ['content-type', type, 'cache-control', 'public, max-age=31536000, immutable'];
  if (!zipped) return { status: 200, headers, body: bytes };
  return { status: 200, headers: [...headers, 'content-encoding', 'gzip'], body: gzipped };
}

async function stampOf(folder: string): Promise<number> {
  const found = await stat(path.join(folder, 'index.html')).catch(() => null);
  return found === null ? 0 : found.mtimeMs;
}

async function load(folder: string, stamp: number): Promise<Built> {
  const html = await readFile(path.join(folder, 'index.html'), 'utf8');
  const names = await readdir(folder, { recursive: true, encoding: 'utf8' });
  const files = await Promise.all(names.map((name) => readBuilt(folder, name)));
  return { stamp, html, files: new Map(files.flatMap((file) => (file ? [file] : []))) };
}

async function readBuilt(folder: string, name: string): Promise<[string, BuiltFile] | null> {
  const type = TYPES[path.extname(name)];
  if (type === undefined) return null;
  const bytes = await readFile(path.join(folder, name));
  const address = `/${name.split(path.sep).join('/')}`;
  return [address, { type, bytes, gzipped: await zip(bytes, { level: 9 }) }];
}
