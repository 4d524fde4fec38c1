import { secondsAfter } from './ledger.ts';
import type { RunResult } from './run.ts';

/** FAULTS.md, and whether all was well. */
export function faultsReport(
  result: RunResult,
  command: string,
): { readonly text: string; readonly passed: boolean } {
  const passed = result.wrong.size === 0;
  const lines = [
    '# Under load, with everything failing in turn',
    '',
    ...about(result, command),
    '',
    ...verdict(result),
    '',
    ...faultTable(result),
    '',
    ...figures(result),
    '',
  ];
  return { text: lines.join('\n'), passed };
}

function about({ options, seconds, streams }: RunResult, command: string): string[] {
  const { companies, real, holdMs, seed } = options;
  return [
    `\`${command}\` (seed ${seed}), ${(seconds / 60).toFixed(1)} minutes with start and verification: ${companies} companies in a ring of ${companies} teams of two. The gateway, the shared layer, the issuers and the subgraphs of ${real} companies (\`subgraphs/company\`) are processes of their own; the other ${companies - real} companies run \`examples/nimbus\` in one process, each on a database of its own. All databases are on one embedded PostgreSQL. Between clients and gateway, gateway and shared layer, gateway and the first company, and shared layer and PostgreSQL stands a proxy that can delay, stall, lose, cut and reset.`,
    '',
    `Each company's lead asks (the reference query, lists, a search, one message, a verification of a log) and posts, in the team and in an internal thread, with an idempotency key: a post that is not answered is sent again with the same key until it is. ${streams.length} streams (teams, inboxes, internal threads) are open and go on from their last cursor whenever they end. Each fault lasts ${(holdMs / 1000).toFixed(1)} s before it is put right. The clients keep a ledger of what was acknowledged and what they heard, and every answer is compared with the one to the same question while all was well.`,
  ];
}

function verdict({ wrong, ledger, verified, streams }: RunResult): string[] {
  const { posts, count } = ledger;
  const again = posts.filter(({ attempts }) => attempts > 1).length;
  const resumed = streams.reduce((sum, one) => sum + one.resumed, 0);
  const lines = [
    `**${wrong.size === 0 ? 'Passed: nothing was wrong.' : 'Not passed.'}**`,
    '',
    ...[...wrong].map(([what, times]) => `- wrong, ${times} times: ${what}`),
    `- writes: ${posts.length} sent, all acknowledged (${again} of them after more than one try); each is there once, with the id that was acknowledged, and nothing else is: ${verified?.messages ?? 0} messages`,
    `- logs: ${verified?.events ?? 0} events, no gap, every chain valid and the same for both companies`,
    `- streams: ${verified?.heard ?? 0} events told, after ${resumed} resumptions; none missed, none twice`,
    `- answers: ${count.reads} (${count.whole} whole, ${count.partly} with something missing, ${count.none} none at all); none with another company's text, none wrong, nothing missing without a typed error, no error that a fault does not explain`,
  ];
  return lines.filter(
    (line) => wrong.size === 0 || line.startsWith('**') || line.startsWith('- wrong') || line === '',
  );
}

function faultTable({ windows }: RunResult): string[] {
  return [
    '| fault | whose data may be missing | put right after | first whole answer after that | last failure after the fault | failures | codes |',
    '|---|---|---|---|---|---|---|',
    ...windows.map((window) => {
      const blamed =
        window.blamed === 'everybody'
          ? 'everybody’s'
          : window.blamed.size === 0
            ? 'nobody’s'
            : companies(window.blamed);
      const codes = [...window.codes].map(([code, times]) => `${code} ${times}`).join(', ');
      return `| ${window.fault} | ${blamed} | ${secondsAfter(window.restored, window)} s | ${secondsAfter(window.firstGood, window, 'restored')} s | ${secondsAfter(window.lastFailed, window)} s | ${window.failures} | ${codes || '–'} |`;
    }),
  ];
}

function companies(blamed: ReadonlySet<string>): string {
  return blamed.size === 1 ? 'one company’s' : `${blamed.size} companies’`;
}

function figures({ latencies, lateness, memory }: RunResult): string[] {
  const times = (of: readonly number[]) =>
    `p50 ${quantile(of, 0.5).toFixed(0)}, p99 ${quantile(of, 0.99).toFixed(0)}, longest ${quantile(of, 1).toFixed(0)} ms`;
  return [
    `- answers while all was well: ${times(latencies.well)} (${latencies.well.length}); while a fault was at work or just over: ${times(latencies.troubled)} (${latencies.troubled.length})`,
    `- from a message's acknowledgement to the last stream that told of it, while all was well: ${times(lateness)}`,
    ...[...memory].map(
      ([name, mib]) =>
        `- memory of ${name}${name === 'postgresql' ? ' with its children' : ''}, MiB (PSS): first ${(mib[0] ?? 0).toFixed(0)}, most ${Math.max(...mib).toFixed(0)}, last ${(mib.at(-1) ?? 0).toFixed(0)}`,
    ),
  ];
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
