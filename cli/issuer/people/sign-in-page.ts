import { createHash } from 'node:crypto';

/** Somebody who can be chosen. */
export interface ListedPerson {
  readonly subject: string;
  readonly name: string;
  readonly title: string | null;
}

const STYLE = `
:root { color-scheme: light dark; --ground: #f6f5f2; --card: #fff; --ink: #1d2125; --soft: #5b636b; --line: #d9d7d0; --strong: #0b6b74 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14181b; --card: #1d2327; --ink: #eceff1; --soft: #a3adb5; --line: #384147; --strong: #6fd0d8 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 26rem }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3; letter-spacing: -.01em }
p { margin: 0; color: var(--soft) }
ul { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: .5rem }
button { width: 100%; padding: .875rem 1rem; text-align: left; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .625rem; cursor: pointer }
button:hover { border-color: var(--strong) }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px }
button strong, button span { display: block }
button span { color: var(--soft); font-size: .875rem }
small { color: var(--soft); font-size: .875rem }
`;

/** The page's own style and nothing else; forms go on to the gateway, wherever it is. */
export const SIGN_IN_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** A page on which somebody says who they are, and is believed: for development. */
export function renderSignInPage(company: string, action: string, people: readonly ListedPerson[]): string {
  const choices = people.map(
    ({ subject, name, title }) =>
      `<li><form method="post" action="${escape(action)}"><input type="hidden" name="subject" value="${escape(subject)}">` +
      `<button><strong>${escape(name)}</strong><span>${escape(title ?? subject)}</span></button></form></li>`,
  );
  return page(
    `Sign in at ${company}`,
    `<h1>Sign in at ${escape(company)}</h1>
<p>Who are you?</p>
<ul>${choices.join('')}</ul>
<small>This is ${escape(company)}'s development issuer: it asks for no password. Agents do not sign in here.</small>`,
  );
}

/** What to say where there is nothing to be signed in to. */
export function renderProblemPage(): string {
  return page(
    'Sign-in has ended',
    '<h1>This sign-in has ended</h1><p>Go back to the dashboard and begin again.</p>',
  );
}

function page(title: string, main: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head><body><main>${main}</main></body></html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
