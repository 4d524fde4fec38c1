import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import { brokenDocuments, documentUses, type DocumentUse, type KnownDocument } from './document-use.ts';
import type { Finding, Severity } from './finding.ts';
import { namesOf, operationUses, touchedBy, type OperationUse, type RecordedUse } from './recorded-use.ts';

/** What is known of the use of a schema. */
export interface KnownUse {
  /** Whether what is not among it can be taken for unused. */
  readonly known: boolean;
  readonly documents: readonly KnownDocument[];
  readonly recorded: readonly RecordedUse[];
  /** Whether a company does not have what the schemas show at some coordinates. */
  readonly isForeign?: (company: string, coordinate: string) => boolean;
}

/**
 * The changes from one schema to the next, weighed by use: a breaking change that breaks a registered document, or that
 * recorded operations use, is an error and names them; one that nobody known needs is a warning; where use is not known
 * at all, nobody can tell, and it is an error.
 */
export async function breakingChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
  use: KnownUse,
): Promise<Finding[]> {
  const changes = await diff(before, after);
  if (changes.length === 0) return [];
  const { isForeign = () => false } = use;
  const uses = documentUses(use.documents, before).filter(({ document, uses }) =>
    [...uses].every((coordinate) => !isForeign(document.company, coordinate)),
  );
  const broken = brokenDocuments(uses, after);
  const recorded = operationUses(use.recorded.map(ownUse(isForeign)), before);
  const findings = changes.map((change) =>
    toFinding(change, use.known, [
      ...namesBroken(change, broken),
      ...namesOf(touching(change, recorded, after)),
    ]),
  );
  const named = new Set(findings.flatMap((finding) => finding.documents ?? []));
  // A document may fall to several changes together, none of which names what it uses.
  const unexplained = broken.map(nameOf).filter((name) => !named.has(name));
  return [...findings, ...(unexplained.length > 0 ? [together(unexplained)] : [])];
}

/** What a company has used of what it has. */
function ownUse(isForeign: NonNullable<KnownUse['isForeign']>): (recorded: RecordedUse) => RecordedUse {
  return (recorded) => ({
    ...recorded,
    operations: recorded.operations.map((operation) => ({
      ...operation,
      coordinates: operation.coordinates.filter((coordinate) => !isForeign(recorded.company, coordinate)),
    })),
  });
}

function toFinding(change: Change, known: boolean, names: readonly string[]): Finding {
  const level = change.criticality.level;
  const { reason } = change.criticality;
  return {
    kind: 'breaking',
    severity: severityOf(level, names.length > 0 || !known),
    rule: String(change.type),
    coordinate: pathOf(change),
    message:
      reason && level !== CriticalityLevel.NonBreaking ? `${change.message}. ${reason}` : change.message,
    ...(names.length > 0 ? { documents: names } : {}),
  };
}

function pathOf({ path = 'schema' }: Change): string {
  return path;
}

function namesBroken(change: Change, broken: readonly DocumentUse[]): string[] {
  if (change.criticality.level === CriticalityLevel.NonBreaking) return [];
  return broken.filter(({ uses }) => uses.has(pathOf(change))).map(nameOf);
}

/** A recorded operation has no text to be validated: what uses what breaks is taken to break. */
function touching(change: Change, recorded: readonly OperationUse[], after: GraphQLSchema): OperationUse[] {
  if (change.criticality.level !== CriticalityLevel.Breaking) return [];
  return touchedBy(pathOf(change), recorded, after);
}

function severityOf(level: CriticalityLevel, weighs: boolean): Severity {
  if (level === CriticalityLevel.NonBreaking) return 'note';
  return level === CriticalityLevel.Breaking && weighs ? 'error' : 'warning';
}

function nameOf({ document }: DocumentUse): string {
  return `${document.company}/${document.name}`;
}

function together(documents: readonly string[]): Finding {
  const message = 'The changes together break documents in use.';
  return {
    kind: 'breaking',
    severity: 'error',
    rule: 'DOCUMENTS_BROKEN',
    coordinate: 'schema',
    message,
    documents,
  };
}
