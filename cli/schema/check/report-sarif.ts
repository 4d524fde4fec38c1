import type { CheckOutcome } from './check-outcome.ts';
import type { LocatedFinding } from './located.ts';

/** SARIF 2.1.0, as code scanners read it. */
export function reportSarif({ findings }: CheckOutcome): string {
  const rules = [...new Set(findings.map(ruleId))].sort().map((id) => ({ id }));
  const driver = { name: 'agent-network schema check', rules };
  return JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results: findings.map(result) }],
  });
}

function ruleId({ kind, rule }: LocatedFinding): string {
  return `${kind}/${rule}`;
}

function result(finding: LocatedFinding) {
  const { severity, coordinate, message, at } = finding;
  const region = at && { startLine: at.line, startColumn: at.column };
  const physicalLocation = at && { artifactLocation: { uri: at.path }, region };
  return {
    ruleId: ruleId(finding),
    level: severity,
    message: { text: `${coordinate}: ${message}` },
    locations: [
      {
        logicalLocations: [{ fullyQualifiedName: coordinate }],
        ...(physicalLocation ? { physicalLocation } : {}),
      },
    ],
  };
}
