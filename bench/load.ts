/**
 * Load from one process: `load.ts <port> <seconds> <connections> <body as JSON text> [<file of tokens>]`. Each request has an
 * `authorization` of its own. Prints requests, failures and latencies as JSON.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

const [port, seconds, connections, body = '', tokenFile] = process.argv.slice(2);
const tokens = tokenFile === undefined ? null : (JSON.parse(readFileSync(tokenFile, 'utf8')) as string[]);
const latencies: number[] = [];
let failures = 0;
let serial = Date.now();
const end = performance.now() + Number(seconds) * 1000;

function request(): string {
  serial += 1;
  return `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\ncontent-type: application/json\r\nauthorization: Bearer ${tokens ? (tokens[serial % tokens.length] ?? '') : serial}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const CHUNKED_END = Buffer.from('0\r\n\r\n');

/** Whether all of an answer is there. */
function isWhole(received: readonly Buffer[], length: number, expected: { length: number }): boolean {
  if (expected.length > 0) return length >= expected.length;
  const head = received.length === 1 ? (received[0] ?? Buffer.alloc(0)) : Buffer.concat(received);
  const at = head.indexOf('\r\n\r\n');
  if (at < 0) return false;
  const declared = /content-length: (\d+)/i.exec(head.toString('latin1', 0, at));
  if (declared) expected.length = at + 4 + Number(declared[1]);
  else return head.subarray(-5).equals(CHUNKED_END);
  return length >= expected.length;
}

function client(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.setNoDelay(true);
    let started = 0;
    let received: Buffer[] = [];
    let length = 0;
    const expected = { length: 0 };
    const next = () => {
      started = performance.now();
      if (started >= end) {
        socket.destroy();
        resolve();
        return;
      }
      [received, length, expected.length] = [[], 0, 0];
      socket.write(request());
    };
    socket.on('connect', next);
    socket.on('data', (chunk) => {
      received.push(chunk);
      length += chunk.length;
      if (!isWhole(received, length, expected)) return;
      latencies.push(performance.now() - started);
      const [first] = received;
      if (first?.subarray(9, 12).toString() !== '200') failures += 1;
      next();
    });
    socket.on('error', () => {
      failures += 1;
      resolve();
    });
  });
}

const began = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, client));
const took = (performance.now() - began) / 1000;
latencies.sort((one, other) => one - other);
const quantile = (part: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(part * latencies.length))] ?? 0;
const result = {
  requests: latencies.length,
  failures,
  seconds: took,
  p50: quantile(0.5),
  p99: quantile(0.99),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
