/** What is looked for, and where. */
export interface KnowledgeQuestion {
  /** In the words of whoever asks. */
  readonly query: string;
  /** The only sources to look in; 'all' for every one. */
  readonly sourceIds: 'all' | readonly string[];
  /** Only what comes after this place. */
  readonly after: HitPlace | null;
  /** How many at most. */
  readonly limit: number;
}

/** The place of a hit: by rank, and the newer document first among equals. */
export interface HitPlace {
  readonly rank: number;
  readonly documentId: string;
}

/** A document that was found, with its best passage. */
export interface KnowledgeHit extends HitPlace {
  readonly headings: readonly string[];
  readonly passage: string;
  /** Parts of the passage that follow on each other. */
  readonly snippet: readonly SnippetPart[];
}

/** A part of a snippet, and whether it is what was looked for. */
export interface SnippetPart {
  readonly text: string;
  readonly match: boolean;
}

/**
 * The port to whatever ranks passages: full text today, and embeddings in its place or beside it. It is told where to
 * look and judges nothing of who may; each document comes once, best first, and the same question gives the same order.
 */
export interface KnowledgeRanker {
  rank(question: KnowledgeQuestion): Promise<KnowledgeHit[]>;
}
