import { Session } from 'node:inspector/promises';

/** What a run has reached since it was last asked: blocks of our own code, and about how often each. */
export type Reached = ReadonlySet<string>;

/** V8's own count of blocks, of this process's main thread. */
export interface Coverage {
  take(): Promise<Reached>;
  stop(): void;
}

/** Where our own programs are; what tests and libraries reach guides nothing. */
const OWN = /\/(?:gateway|schema|subgraphs)\/(?!.*(?:testing|node_modules|client)\/)/;

/** Begins to count. Code made from text, as the compiled engine's, has no address and is not counted. */
export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    async take() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const reached = new Set<string>();
      for (const { url, functions } of result)
        if (OWN.test(url))
          for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
            if (count > 0) reached.add(`${url}:${startOffset}-${endOffset}:${magnitude(count)}`);
      return reached;
    },
    stop: () => session.disconnect(),
  };
}

/** Once, a few times, many times: as AFL has it, so that another count is another path, and not each count is. */
function magnitude(count: number): number {
  return count < 4 ? count : 4 + Math.floor(Math.log2(count) / 2);
}
