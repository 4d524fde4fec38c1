/** Latencies in ms, counted in steps of 0.1 ms, so that a long run holds no more than a short one. */
export class Latencies {
  readonly #counts = new Uint32Array(100_000);
  #total = 0;

  add(ms: number): void {
    const step = Math.min(this.#counts.length - 1, Math.floor(ms * 10));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total += 1;
  }

  /** 0 where there is none. */
  quantile(part: number): number {
    let left = Math.ceil(part * this.#total);
    for (let step = 0; step < this.#counts.length; step += 1) {
      left -= this.#counts[step] ?? 0;
      if (left <= 0) return step / 10;
    }
    return 0;
  }
}

/** By how much something grows each minute: the slope of the line that fits its samples best. */
export function slopePerMinute(
  samples: readonly { readonly second: number; readonly value: number }[],
): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
  const seconds = mean(samples.map(({ second }) => second));
  const values = mean(samples.map(({ value }) => value));
  const over = samples.reduce((sum, { second, value }) => sum + (second - seconds) * (value - values), 0);
  const under = samples.reduce((sum, { second }) => sum + (second - seconds) ** 2, 0);
  return under === 0 ? 0 : (over / under) * 60;
}
