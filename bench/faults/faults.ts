import { setTimeout as sleep } from 'node:timers/promises';
import type { Blamed } from './blame.ts';
import type { FaultNetwork } from './network.ts';
import type { Scene } from './scene.ts';

/** Something that goes wrong, and is put right. */
export interface Fault {
  readonly name: string;
  /** Whose data may be missing meanwhile. */
  readonly blamed: (scene: Scene) => Blamed;
  /** Causes it, waits, and puts it right; resolves once the programs are there again. */
  readonly strike: (network: FaultNetwork, holdMs: number) => Promise<void>;
}

const everybody = (): Blamed => 'everybody';
const nobody = (): Blamed => new Set<string>();
const first = ({ companies }: Scene): Blamed => new Set(companies.slice(0, 1).map(({ slug }) => slug));
const light = ({ companies }: Scene): Blamed =>
  new Set(companies.filter(({ isReal }) => !isReal).map(({ slug }) => slug));

type Killable = 'gateway' | 'shared' | 'company' | 'light' | 'issuer';
type Link = keyof FaultNetwork['links'];

const killed = (name: string, program: Killable, blamed: Fault['blamed']): Fault => ({
  ...{ name: `kill -9 of ${name}`, blamed },
  async strike({ programs }, holdMs) {
    await programs[program].kill();
    await sleep(holdMs);
    await programs[program].start();
  },
});

const spoilt = (
  name: string,
  link: Link,
  faults: Parameters<FaultNetwork['links']['shared']['set']>[0],
  blamed: Fault['blamed'],
): Fault => ({
  ...{ name, blamed },
  async strike({ links }, holdMs) {
    links[link].set(faults);
    await sleep(holdMs);
    links[link].set();
  },
});

const resets = (name: string, link: Link, blamed: Fault['blamed']): Fault => ({
  ...{ name: `connections reset: ${name}`, blamed },
  async strike({ links }, holdMs) {
    for (let left = 4; left > 0; left -= 1) {
      links[link].reset();
      await sleep(holdMs / 4);
    }
  },
});

/** All of them, each of another kind. */
export const FAULTS: readonly Fault[] = [
  killed('the shared layer', 'shared', everybody),
  {
    name: 'kill -9 of PostgreSQL',
    blamed: everybody,
    async strike({ database }, holdMs) {
      await database.kill();
      await sleep(holdMs);
      await database.start();
    },
  },
  killed('the gateway', 'gateway', everybody),
  killed("one company's program", 'company', first),
  killed('the process of the light companies', 'light', light),
  killed('the issuers', 'issuer', everybody),
  resets('gateway to shared layer', 'shared', everybody),
  resets('clients to gateway', 'clients', everybody),
  resets('shared layer to PostgreSQL', 'database', everybody),
  spoilt('answers of the shared layer cut in the middle', 'shared', { cut: true }, everybody),
  spoilt("500 ms more on one company's link", 'company', { delayMs: 500 }, nobody),
  spoilt("a third of the packets of one company's link lost", 'company', { loss: 0.33 }, first),
  spoilt("one company's link stalled", 'company', { stalled: true }, first),
  spoilt('shared layer to PostgreSQL stalled', 'database', { stalled: true }, everybody),
  {
    name: 'the shared layer frozen (SIGSTOP)',
    blamed: everybody,
    async strike({ programs }, holdMs) {
      programs.shared.freeze(true);
      await sleep(holdMs);
      programs.shared.freeze(false);
    },
  },
];
