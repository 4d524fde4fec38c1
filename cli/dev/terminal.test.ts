import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createProgress } from './progress.ts';
import { listenForStop, watchParent } from './stop-request.ts';

describe('progress', () => {
  it('is one plain line per program in a pipe', () => {
    const lines: string[] = [];
    let now = 0;
    const step = createProgress({ out: (line) => lines.push(line), interactive: false }, () => now);
    const [one, two] = [step('PostgreSQL'), step('Gateway')];
    now = 1200;
    two.failed();
    one.done('127.0.0.1:5432');
    expect(lines).toEqual([
      '  ✗ Gateway               1.2 s  failed',
      '  ✓ PostgreSQL            1.2 s  127.0.0.1:5432',
    ]);
  });

  it('is written over in place on a terminal', () => {
    const lines: string[] = [];
    const step = createProgress({ out: (line) => lines.push(line), interactive: true }, () => 0);
    const [one, two] = [step('one'), step('two')];
    one.done('here');
    two.done('there');
    expect(lines[0]).toContain('… one');
    // Two lines up, write, one line down; the newline of `out` is the second step down.
    expect(lines[2]).toMatch(/^\u001B\[2A\r\u001B\[2K {2}✓ one.*here\u001B\[1B$/);
    expect(lines[3]).toMatch(/^\u001B\[1A\r\u001B\[2K {2}✓ two.*there$/);
  });
});

describe('a request to stop', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is %s; the next ones are impatience', async (signal) => {
    const source = new EventEmitter();
    let impatient = 0;
    const request = listenForStop(source, [], () => (impatient += 1));
    source.emit(signal);
    await request.asked;
    expect(impatient).toBe(0);
    source.emit('SIGINT');
    expect(impatient).toBe(1);
    request.dispose();
    expect(source.listenerCount(signal)).toBe(0);
  });

  it('is a parent that is gone', async () => {
    const source = { ppid: 7 };
    const gone = new Promise<void>((resolve) => watchParent(source, resolve));
    source.ppid = 1;
    await gone;
  });

  it('is a terminal that is gone', async () => {
    const output = new EventEmitter();
    const request = listenForStop(new EventEmitter(), [output], () => {});
    output.emit('error', new Error('EPIPE'));
    await request.asked;
  });
});
