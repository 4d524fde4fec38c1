import { median, samplesOf, type Sample } from './samples.ts';

/** Gateways that goals are about, by name. */
export const STOCK = 'Apollo Gateway, Apollo Server';
export const OURS = 'ours';
export const PROXY = 'undici pass-through proxy';
export const BETWEEN_TENANTS = 'between tenants, ours';

interface Goal {
  readonly goal: string;
  readonly result: number;
  readonly digits: number;
  readonly holds: boolean;
}

const CPU_GOALS = { small: 16, 'two-hop': 12, big: 17 } as const;
const RSS_MIB = 250;

/** What the engine is to come to beside its peers, and what it came to: Markdown, a row for each goal. */
export function goalRows(samples: readonly Sample[], contenders: readonly string[]): readonly string[] {
  const cpu = (name: string, query: string) => median(samplesOf(samples, name, query), 'cpuMs');
  const atLeast = (goal: string, least: number, result: number): Goal => ({
    ...{ goal: `${goal}: at least ${least}`, result, digits: 2, holds: result >= least },
  });
  const memory = (name: string): Goal => {
    const result = Math.max(...samples.filter((one) => one.contender === name).map(({ rssMib }) => rssMib));
    return {
      goal: `most memory of ${name}, MiB: at most ${RSS_MIB}`,
      result,
      digits: 0,
      holds: result <= RSS_MIB,
    };
  };
  const queries = Object.keys(CPU_GOALS) as (keyof typeof CPU_GOALS)[];
  const others = contenders.filter((name) => ![PROXY, STOCK].includes(name) && !/ours|tenants/.test(name));
  const goals = [
    ...queries.map((query) =>
      atLeast(`${query}, to stock Apollo`, CPU_GOALS[query], cpu(STOCK, query) / cpu(OURS, query)),
    ),
    ...others.flatMap((name) =>
      queries.map((query) => atLeast(`${query}, to ${name}`, 1, cpu(name, query) / cpu(OURS, query))),
    ),
    atLeast('small, to the proxy', 0.9, cpu(PROXY, 'small') / cpu(OURS, 'small')),
    atLeast(
      'one fetch with token, tenancy and owner routing (tenant-small), to small without',
      0.8,
      cpu(OURS, 'small') / cpu(BETWEEN_TENANTS, 'tenant-small'),
    ),
    memory(OURS),
    memory(BETWEEN_TENANTS),
  ];
  return goals
    .filter(({ result }) => Number.isFinite(result))
    .map(
      ({ goal, result, digits, holds }) =>
        `| ${goal} | ${result.toFixed(digits)} | ${holds ? 'yes' : 'no'} |`,
    );
}
