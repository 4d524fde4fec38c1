/** Plans as the planners give them, as JSON. Only what is read of them here. */

export type RawNode =
  | { readonly kind: 'Sequence' | 'Parallel'; readonly nodes: readonly RawNode[] }
  | { readonly kind: 'Flatten'; readonly path: readonly RawStep[]; readonly node: RawNode }
  | ({ readonly kind: 'Fetch' } & RawFetch)
  | ({ readonly kind: 'BatchFetch' } & RawFetch & {
        readonly entityBatch: { readonly aliases: readonly RawAlias[] };
      })
  | { readonly kind: 'Subscription'; readonly primary: RawFetch; readonly rest?: RawNode | null };

/** A step of a path: an object for Hive's planner; for Apollo's a text, with types as in `pets|[Cat,Dog]`. */
export type RawStep = string | { readonly Field: string } | { readonly TypeCondition: readonly string[] };

export interface RawRewriting {
  readonly requires?: readonly RawRequires[] | null;
  readonly inputRewrites?: readonly RawRewrite[] | null;
  readonly outputRewrites?: readonly RawRewrite[] | null;
}

export interface RawFetch extends RawRewriting {
  readonly serviceName: string;
  readonly operation: string;
}

export interface RawAlias extends RawRewriting {
  readonly alias: string;
  readonly representationsVariableName: string;
  readonly paths: readonly (readonly RawStep[])[];
}

export interface RawRequires {
  readonly kind: string;
  readonly typeCondition?: string;
  readonly name?: string;
  readonly alias?: string;
  readonly selections?: readonly RawRequires[] | null;
}

/** Hive's planner nests what Apollo's tells by `kind`; its steps are objects, Apollo's texts (`... on Type`, keys). */
export interface RawRewrite {
  readonly kind?: string;
  readonly path?: readonly RawRewriteStep[];
  readonly renameKeyTo?: string;
  readonly setValueTo?: unknown;
  readonly KeyRenamer?: RawRewrite;
  readonly ValueSetter?: RawRewrite;
}

export type RawRewriteStep =
  string | { readonly Key: string } | { readonly TypenameEquals: readonly string[] };
