import { describe, expect, it } from '@jest/globals';
import { isEndpoint, toolInputErrors, wouldMisdirectSecret } from './tool-rules.ts';

describe('an endpoint', () => {
  it.each([
    'https://tools.acme.example/search?x=@1',
    'HTTPS://tools.acme.example',
    'http://127.0.0.1:8080/x',
    'http://[::1]:80/',
    'http://localhost/',
  ])('may be %s', (text) => expect(isEndpoint(text)).toBe(true));

  it.each([
    'http://tools.acme.example/',
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'http://10.0.0.1/',
    'https://user:hush@tools.acme.example/',
    'https://user@tools.acme.example/',
    'https://@tools.acme.example/',
    'https:\\\\tools.acme.example',
    'https://tools.acme.example/#token=hush',
    'https://tools.acme.example/ x',
    'https://tools.acme.example/\n',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//tools.acme.example',
    '',
    `https://a.example/${'a'.repeat(2000)}`,
  ])('may not be %j', (text) => expect(isEndpoint(text)).toBe(false));
});

describe("a tool's input", () => {
  it('names what is wrong, and repeats no secret', () => {
    const errors = toolInputErrors({
      name: '',
      inputSchema: '{',
      endpoint: 'ftp://x',
      secret: `HUSH${'x'.repeat(9000)}`,
    });
    expect(errors.map(({ path }) => path?.[1])).toEqual(['name', 'inputSchema', 'endpoint', 'secret']);
    expect(JSON.stringify(errors)).not.toContain('HUSH');
  });

  it('may leave everything out, or take it away', () => {
    expect(toolInputErrors({})).toEqual([]);
    expect(toolInputErrors({ description: null, inputSchema: null, endpoint: null, secret: null })).toEqual(
      [],
    );
  });
});

describe('a kept secret', () => {
  const tool = { endpoint: 'https://a.example/', hasSecret: true };
  const elsewhere = { endpoint: 'https://b.example/' };
  it('goes to no other endpoint by itself', () => {
    expect(wouldMisdirectSecret(tool, elsewhere)).toBe(true);
    expect(wouldMisdirectSecret(tool, { endpoint: null })).toBe(true);
    expect(wouldMisdirectSecret(tool, { ...elsewhere, secret: 'new' })).toBe(false);
    expect(wouldMisdirectSecret(tool, { ...elsewhere, secret: null })).toBe(false);
    expect(wouldMisdirectSecret(tool, { endpoint: tool.endpoint })).toBe(false);
    expect(wouldMisdirectSecret(tool, { name: 'x' })).toBe(false);
    expect(wouldMisdirectSecret({ ...tool, hasSecret: false }, elsewhere)).toBe(false);
  });
});
