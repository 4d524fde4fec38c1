/**
 * A map that keeps the `kept` entries last used, and twice as many at the most: what has not been asked for while as many
 * others were is forgotten. It takes no memory ahead of its entries, so there can be many of them.
 */
export class RecentMap<Key, Value> {
  readonly #kept: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Entries that it holds, some perhaps twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#kept) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
