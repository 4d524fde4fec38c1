import { LRUCache } from 'lru-cache';
import { sha256 } from '#schema/wire/hash.ts';
import type { Engine, RegistrySnapshot, Snapshot } from '../context.ts';
import { ViewUnbuilt } from '../errors.ts';

/** Composes one view's supergraph. Fails when the two do not compose. */
export type ComposeView = (sharedSdl: string, companySdl: string, company: string) => Promise<string>;

/** Fails when a company's SDL breaks a rule of ownership. Judged per company: what is one's realm is not another's. */
export type CheckSchema = (company: string, sharedSdl: string, companySdl: string) => Promise<void>;

/**
 * Tenant views: the shared layer's SDL and one company's own, composed, and nothing of any other company.
 * Built when first asked for, once for all who wait, and shared by companies whose inputs are equal.
 */
export interface ViewStore {
  /**
   * The company's snapshot as of that registry. A request takes it once and keeps it.
   *
   * @throws whatever checking or composing it threw, again at each call until the inputs change: no view, no answer.
   *   ViewUnbuilt is thrown for `unbuiltMs`, and then it is tried again
   */
  snapshotOf(company: string, registry: RegistrySnapshot): Promise<Snapshot>;
}

/** Keeps the `capacity` views last used. A verdict is kept with its view: both follow from the same inputs. */
export function createViewStore(options: {
  readonly engine: Engine;
  readonly check: CheckSchema;
  readonly compose: ComposeView;
  readonly capacity: number;
  readonly unbuiltMs?: number;
}): ViewStore {
  const { check, compose, engine, unbuiltMs = UNBUILT_MS } = options;
  const views = new LRUCache<string, Promise<Snapshot>>({ max: options.capacity });
  const verdicts = new LRUCache<string, Promise<void>>({ max: options.capacity * 10 });

  const inputsOf = createViewInputs();

  return {
    async snapshotOf(company, registry) {
      const { sharedSdl, companySdl, key, verdict } = inputsOf(company, registry);
      await once(verdicts, verdict, unbuiltMs, () => check(company, sharedSdl, companySdl));
      const build = async () => {
        const supergraphSdl = await compose(sharedSdl, companySdl, company);
        return engine.prepare({ key, supergraphSdl, owner: company });
      };
      return once(views, key, unbuiltMs, build);
    },
  };
}

/** What a company's view is made of, and the names of the view and of the verdict on it. */
interface ViewInputs {
  readonly sharedSdl: string;
  readonly companySdl: string;
  readonly key: string;
  readonly verdict: string;
}

/** A registry never changes: its texts are hashed once, not with each request. */
function createViewInputs(): (company: string, registry: RegistrySnapshot) => ViewInputs {
  const known = new WeakMap<RegistrySnapshot, Map<string, ViewInputs>>();
  return (company, registry) => {
    const byCompany = known.get(registry) ?? new Map<string, ViewInputs>();
    known.set(registry, byCompany);
    const before = byCompany.get(company);
    if (before) return before;
    const { sharedSdl, schemas, companies } = registry;
    const companySdl = schemas[companies.get(company)?.schemaHash ?? ''];
    if (companySdl === undefined) throw new Error(`no schema is registered for ${company}`);
    const key = sha256(`${sha256(sharedSdl)}\n${sha256(companySdl)}`);
    const fresh = { sharedSdl, companySdl, key, verdict: `${company} ${key}` };
    byCompany.set(company, fresh);
    return fresh;
  };
}

/** Long enough that nobody's SDL keeps what builds views from everybody else's. */
const UNBUILT_MS = 30_000;

/** Makes a value once for all who ask; a failure is kept as well, for the same inputs would fail again. */
function once<T>(
  cache: LRUCache<string, Promise<T>>,
  key: string,
  unbuiltMs: number,
  make: () => Promise<T>,
): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const fresh = Promise.resolve().then(make);
  cache.set(key, fresh);
  fresh.catch((error: unknown) => {
    if (error instanceof ViewUnbuilt && cache.get(key) === fresh) cache.set(key, fresh, { ttl: unbuiltMs });
  });
  return fresh;
}
