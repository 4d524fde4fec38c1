/**
 * The issuers of all companies of the load, as a program: their public keys at `/<company>`. Started with the file of the
 * keys.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [file = '', port = '0'] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

createServer((incoming, outgoing) => {
  const company = (incoming.url ?? '').slice(1);
  const found = company === 'ready' ? {} : documents[company];
  outgoing.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(found ?? {}));
}).listen(Number(port), '127.0.0.1');
