import type { KnownDocument } from './document-use.ts';
import type { Exposure } from './exposure.ts';
import type { Finding } from './finding.ts';
import type { RecordedUse } from './recorded-use.ts';

/** A company and the SDL that it serves. */
export interface CompanySdl {
  readonly company: string;
  readonly sdl: string;
}

/** The network as it is served now, as far as the check of a change has to know it. */
export interface ServedNetwork {
  readonly contractSdl: string;
  /** Null before there is any: then nothing can break. */
  readonly sharedSdl: string | null;
  readonly companies: readonly CompanySdl[];
  readonly documents: readonly KnownDocument[];
  /** What was really used; left out: nothing is known of it. */
  readonly recorded?: readonly RecordedUse[];
}

/** What is to be changed: the shared layer's SDL, or one company's. */
export type SchemaChange =
  | { readonly owner: 'shared'; readonly sdl: string }
  | { readonly owner: 'company'; readonly company: string; readonly sdl: string };

/** What composition made of two SDLs. */
export type Composed =
  | { readonly apiSdl: string; readonly errors?: undefined }
  | { readonly apiSdl?: undefined; readonly errors: readonly string[] };

/** Composes a view; the same two texts may be answered from memory. */
export type ComposeApi = (sharedSdl: string, companySdl: string) => Promise<Composed>;

/** What a check is told beside the change and the network. */
export interface CheckOptions {
  readonly compose: ComposeApi;
  /** Coordinates whose becoming visible to other companies is meant. */
  readonly acceptedExposures: ReadonlySet<string>;
  /** The day of the check, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What a check found. */
export interface CheckReport {
  readonly passed: boolean;
  readonly findings: readonly Finding[];
  /** The boundary report of the company; empty for a change of the shared layer's, which is behind no company's boundary. */
  readonly exposures: readonly Exposure[];
  /** How many different views there are, each of which was composed, by itself or together with others. */
  readonly views: number;
}
