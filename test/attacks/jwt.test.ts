import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { doorsOf, type Door } from './kit/doors.ts';
import { FORGERIES, LURE, type Forge } from './kit/forgeries.ts';
import { leaksOf, watchLogs } from './kit/leaks.ts';

let network: TestNetwork;
let doors: readonly Door[];
beforeAll(async () => {
  network = await startTestNetwork();
  doors = doorsOf(network);
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

/** Shows a forged token, then the good one that it was made of. */
async function attack(door: Door, forge: Forge) {
  const honest = await door.honest();
  const forged = forge(honest);
  const shown = await door.show(forged);
  const after = await door.show(honest.token);
  return { forged, shown, opened: after.text.includes(door.opened) };
}

describe('a token is refused wherever it is shown, with', () => {
  it.each(FORGERIES)('%s', async (_, forge) => {
    const logged = watchLogs(network);
    const attacks = await Promise.all(doors.map(async (door) => ({ door, ...(await attack(door, forge)) })));
    const came = attacks.map(({ door, shown }) => [door.name, shown.status, shown.text]);
    expect(came).toEqual(attacks.map(({ door }) => [door.name, ...door.shut]));
    expect(attacks.flatMap(({ shown }) => leaksOf(shown))).toEqual([]);
    expect(attacks.filter(({ opened }) => !opened).map(({ door }) => door.name)).toEqual([]);
    expect(logged(attacks.map(({ forged }) => forged))).toEqual([]);
    expect(network.keysAsked).not.toContain(LURE);
  });
});
