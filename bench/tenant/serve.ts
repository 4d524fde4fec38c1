/**
 * The canned network as a program of its own: `serve.ts <folder>`. Leaves the gateway's key and fifty caller
 * tokens of each company in the folder, and prints the shared layer's address when it listens. Whoever started it may say `kill` and
 * `revive` of Harbor's program, and is told when that is done.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCannedNetwork } from './programs.ts';

const TOKENS = 50;
const [, , folder = '.'] = process.argv;
const network = await startCannedNetwork();
const tokens = await Promise.all(Array.from({ length: TOKENS }, (_, serial) => network.token(serial)));
writeFileSync(path.join(folder, 'key.json'), JSON.stringify(network.gatewayKey));
writeFileSync(path.join(folder, 'tokens.json'), JSON.stringify(tokens));
const harbors = await Promise.all(
  Array.from({ length: TOKENS }, (_, serial) => network.token(serial, 'harbor')),
);
writeFileSync(path.join(folder, 'harbor-tokens.json'), JSON.stringify(harbors));
process.on('message', (what) => {
  void (what === 'kill' ? network.killHarbor() : network.reviveHarbor()).then(() => process.send?.('done'));
});
process.stdout.write(`${network.sharedUrl}\n`);
