import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import { brokenDocuments, documentUses, type DocumentUse, type KnownDocument } from './document-use.ts';
import type { Finding, Severity } from './finding.ts';

/**
 * The changes from one schema to the next, weighed by use: a breaking change that breaks a known document is an error
 * and names it; one that breaks none of the documents known is a warning; where use is not known at all, nobody can
 * tell, and it is an error.
 */
export async function breakingChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
  use: { readonly known: boolean; readonly documents: readonly KnownDocument[] },
): Promise<Finding[]> {
  const changes = await diff(before, after);
  if (changes.length === 0) return [];
  const uses = documentUses(use.documents, before);
  const broken = brokenDocuments(uses, after);
  const findings = changes.map((change) => toFinding(change, broken, use.known));
  const named = new Set(findings.flatMap((finding) => finding.documents ?? []));
  // A document may fall to several changes together, none of which names what it uses.
  const unexplained = broken.map(nameOf).filter((name) => !named.has(name));
  return [...findings, ...(unexplained.length > 0 ? [together(unexplained)] : [])];
}

function toFinding(change: Change, broken: readonly DocumentUse[], known: boolean): Finding {
  const path = change.path ?? 'schema';
  const level = change.criticality.level;
  const names =
    level === CriticalityLevel.NonBreaking ? [] : broken.filter(({ uses }) => uses.has(path)).map(nameOf);
  const { reason } = change.criticality;
  return {
    kind: 'breaking',
    severity: severityOf(level, names.length > 0 || !known),
    rule: String(change.type),
    coordinate: path,
    message:
      reason && level !== CriticalityLevel.NonBreaking ? `${change.message}. ${reason}` : change.message,
    ...(names.length > 0 ? { documents: names } : {}),
  };
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
