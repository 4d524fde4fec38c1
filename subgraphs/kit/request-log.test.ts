import { describe, expect, it } from '@jest/globals';
import { GraphQLError, parse } from 'graphql';
import { pino } from 'pino';
import type { HttpRequest, Route } from './http-server.ts';
import { createRequestLog, describeFault } from './request-log.ts';

function request(requestId?: string): HttpRequest {
  const headers = new Map(requestId === undefined ? [] : [['x-request-id', requestId]]);
  const header = (name: string) => headers.get(name);
  return { method: 'POST', url: new URL('http://localhost/x'), header, headers, body: 'secret body' };
}

function openLog() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createRequestLog(pino({ base: null, timestamp: false }, { write }), () => 1);
  return { log, lines };
}

const route = (handle: Route['handle']): Route => ({ method: 'POST', path: '/x', handle });

describe('the request log', () => {
  it('writes one line per request: its id, who asked, how it went', async () => {
    const { log, lines } = openLog();
    const logged = log.logged(
      route(() => {
        log.note({ company: 'acme' });
        return { status: 200 };
      }),
    );
    await logged.handle(request('req-1'));
    expect(lines).toEqual([
      { level: 30, requestId: 'req-1', company: 'acme', status: 200, ms: 0, msg: '/x' },
    ]);
  });

  it.each([undefined, '', 'a b', 'a\nb', 'x'.repeat(65)])('does not take %j for an id', async (id) => {
    const { log, lines } = openLog();
    await log.logged(route(() => ({ status: 200 }))).handle(request(id));
    expect(lines[0]?.['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers a fault with 500, logs it under the id, and keeps requests apart', async () => {
    const { log, lines } = openLog();
    const logged = log.logged(
      route(async (asked) => {
        await Promise.resolve();
        log.note({ company: asked.header('x-request-id') ?? '' });
        throw new Error('broken');
      }),
    );
    const replies = await Promise.all([logged.handle(request('a')), logged.handle(request('b'))]);
    expect(replies).toEqual([{ status: 500 }, { status: 500 }]);
    expect(lines.filter((line) => line['msg'] === '/x')).toMatchObject([
      { requestId: 'a', company: 'a' },
      { requestId: 'b', company: 'b' },
    ]);
    expect(lines.filter((line) => line['msg'] === 'fault')).toMatchObject([
      { requestId: 'a', fault: { message: 'broken' } },
      { requestId: 'b' },
    ]);
  });

  it('keeps the document out of a fault', () => {
    const nodes = parse('{ secretField(argument: "secret") }').definitions;
    const originalError = Object.assign(new Error('no connection'), { code: 'P1001' });
    const fault = describeFault(new GraphQLError('wrapped', { nodes, originalError }));
    expect(fault).toMatchObject({ name: 'Error', code: 'P1001', message: 'no connection' });
    expect(JSON.stringify(fault)).not.toContain('secret');
    expect(describeFault('text')).toEqual({ message: 'text' });
  });
});
