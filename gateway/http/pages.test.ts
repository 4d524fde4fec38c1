import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { renderOfflineGraphiQL, renderSandbox } from './page-texts.ts';
import { createPages, OFFLINE_POLICY } from './pages.ts';

/** Addresses that a browser would load by itself on opening the page: what markup and styles refer to. */
function loadedBy(html: string): string[] {
  const markup = html.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1');
  const tags = [...markup.matchAll(/<(?:script|link|img|iframe|source|embed|object)\b[^>]*>/g)].map(
    ([tag]) => tag,
  );
  const attributes = tags.flatMap((tag) =>
    [...tag.matchAll(/\b(?:src|href|data|srcset)\s*=\s*["']?([^"'\s>]+)/g)].map((match) => match[1] ?? ''),
  );
  const styles = [...markup.matchAll(/(?:url\(|@import)\s*["']?([^"')\s;]+)/g)].map(
    (match) => match[1] ?? '',
  );
  return [...attributes, ...styles].filter((address) => /^(https?:)?\/\//.test(address));
}

describe('the landing page', () => {
  it('is Apollo Sandbox, embedded, from Apollo’s own servers and in Google’s fonts', async () => {
    const html = await renderSandbox();
    expect(html).toContain('EmbeddedSandbox');
    const loaded = loadedBy(html);
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded)
      expect(new URL(address).hostname).toMatch(/(\.apollographql\.com|^fonts\.(gstatic|googleapis)\.com)$/);
  });
});

describe('the offline page', () => {
  const html = renderOfflineGraphiQL();

  it('loads nothing from anywhere', () => {
    expect(loadedBy(html)).toEqual([]);
    expect(html).not.toMatch(
      /importScripts\(\s*["'`]https?:|import\(\s*["'`]https?:|new Worker\(\s*["'`]https?:/,
    );
  });

  it('asks this gateway, shows how to come by a token, and holds none', () => {
    expect(html).toContain('/graphql');
    expect(html).toContain('npx agent-network token');
    expect(html).not.toMatch(/Bearer ey/);
  });

  it('is held to that by its policy', () => {
    const policy = new Map(
      OFFLINE_POLICY.split('; ').map((directive): [string, string[]] => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('connect-src')).toEqual(["'self'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    expect([...policy.values()].flat().join(' ')).not.toMatch(/https?:|\*/);
  });
});

describe('reading a page', () => {
  it('gives what is rendered elsewhere, once for all who ask meanwhile and soon after', async () => {
    const pages = createPages();
    const [first, second] = await Promise.all([pages.read('graphiql'), pages.read('graphiql')]);
    expect(Buffer.from(first).toString()).toBe(renderOfflineGraphiQL());
    expect(second).toBe(first);
    expect(await pages.read('graphiql')).toBe(first);
    pages.close();
  });

  it('keeps no page for long', async () => {
    const pages = createPages(1);
    const first = await pages.read('sandbox');
    expect(Buffer.from(first).toString()).toContain('EmbeddedSandbox');
    await setTimeout(20);
    expect(await pages.read('sandbox')).not.toBe(first);
    pages.close();
  });
});

describe('the search for addresses', () => {
  it('finds what a page would load, and not what it only names', () => {
    const page = `<link rel="x" href="https://a.test/x"><script src='//b.test/y'></script><a href="https://c.test">
      <style>@import "https://d.test/z"; p { background: url(https://e.test/i.png) url(data:x) }</style>
      <script>const help = "https://f.test"; fetch("/graphql")</script>`;
    expect(loadedBy(page)).toEqual([
      'https://a.test/x',
      '//b.test/y',
      'https://d.test/z',
      'https://e.test/i.png',
    ]);
  });
});
