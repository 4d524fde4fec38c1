import { createHash } from 'node:crypto';
import type { Reply } from './reply.ts';

const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;padding:1.5rem;
box-sizing:border-box;font:1rem/1.55 Inter,'Segoe UI',system-ui,sans-serif;background:light-dark(#f7f6f2,#111518);
color:light-dark(#1b1f23,#eceff1)}main{max-width:30rem}h1{font-size:1.5rem;line-height:1.2;margin:0 0 .75rem}
p{margin:0 0 1rem}a{color:inherit}`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a browser shows whose person asked to sign in too often. It holds nothing of what was asked. */
export function busyPage(retryAfterSeconds: number): Reply {
  const seconds = retryAfterSeconds === 1 ? 'a second' : `${retryAfterSeconds} seconds`;
  return {
    status: 429,
    headers: [
      ...['content-type', 'text/html; charset=utf-8', 'referrer-policy', 'no-referrer'],
      ...['content-security-policy', POLICY, 'retry-after', String(retryAfterSeconds)],
    ],
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Too many sign-ins · Agent Network</title><style>${STYLE}</style></head><body><main>
<h1>Too many sign-ins just now</h1>
<p>Signing in was asked for more often than it can be, from your network or at your company. Nothing is wrong with your account, and whoever is signed in already goes on as before.</p>
<p>Try again in ${seconds}.</p><p><a href="/sign-in">Back to signing in</a></p></main></body></html>`,
  };
}
