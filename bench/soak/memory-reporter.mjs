/** Preloaded into the gateway under soak, run with `--expose-gc`: says what it holds after a collection, when asked. */
process.on('message', () => {
  for (let times = 0; times < 2; times += 1) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send?.({ heapUsed, external, rss, cpuMs: (user + system) / 1000 });
});
