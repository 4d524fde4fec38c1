/** What each finding is called, and what to do about it. The codes are stable: alerts and runbooks name them. */
export const FINDING_ADVICE = {
  NODE_TOO_OLD: 'Run the program with Node 20.19 or later; 24 is what .node-version says.',
  SETTINGS_INVALID: 'Set the variables as README.md, "Programs and settings", says.',
  KEY_FILE_OPEN: 'Take the rights away from others (chmod 600), and change the key: it may have been read.',
  KEY_NOT_PUBLISHED:
    'Start the program with the key that it is to sign with, on every replica; then look again.',
  KEY_NOT_REGISTERED:
    'Have the network\'s operator add the public key: "agent-network company key add". Also check the clock.',
  PROGRAM_NOT_RUNNING: 'Start the program, or pass the HOST and PORT that it listens at.',
  PROGRAM_NOT_READY: 'Read its log: it has started and cannot serve yet, for example without its database.',
  KEYS_UNREACHABLE: 'Check that the program there runs, its address in the settings, and the way to it.',
  CLOCK_SKEW: 'Set both clocks by NTP: credentials live 60 seconds, and 5 seconds of difference are borne.',
  DATABASE_UNREACHABLE: 'Check that PostgreSQL runs, and user, password, host and name in the address.',
  DATABASE_TOO_OLD: 'Move to PostgreSQL 15 or later; 18 is what the tests run on.',
  DATABASE_TIME_ZONE: 'Take TimeZone out of the address: the programs set UTC themselves.',
  ROLE_OWNS_TABLES:
    'Use two roles: DATABASE_URL for one that owns nothing, MIGRATION_DATABASE_URL for the owner.',
  ROLE_TOO_STRONG:
    'Take SUPERUSER, BYPASSRLS, CREATEROLE and REPLICATION from the role: ALTER ROLE … NOSUPERUSER NOBYPASSRLS.',
  ROLE_LACKS_RIGHTS:
    'Start the program once with MIGRATION_DATABASE_URL set: it grants what the runtime role needs.',
  ROW_SECURITY_OFF:
    'ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, and find out who took it away.',
  ROW_SECURITY_OPEN:
    'Compare the policies of the table with the migrations: without a setting it must show nothing.',
  MIGRATIONS_PENDING: 'Start the program of this version, or run "prisma migrate deploy".',
  MIGRATIONS_WRONG:
    'Run the version of the program that the database belongs to; see docs/operations.md, "Migrations".',
  STRUCTURE_DIFFERS: 'Somebody changed the database by hand: undo it, or bring it into a migration.',
  STRUCTURE_NOT_COMPARED:
    'Let the owning role make schemas (GRANT CREATE ON DATABASE), or accept that this is not looked at.',
  CHAIN_BROKEN:
    'Stop writing to the team, keep the database as it is, and follow docs/operations.md, "A broken chain".',
  REGISTRY_REFUSED:
    "The shared layer must know this gateway's keys: GATEWAY_JWKS_URL there. Also check the clock.",
  SHARED_SCHEMA_DIFFERS:
    'Both serve on: finish the rolling update, so that gateway and shared layer are of one version.',
  COMPANY_SCHEMA_REFUSED:
    'The company has to publish anew, against this version\'s contract: "agent-network schema publish".',
  SCHEMA_NOT_PUBLISHED: 'Publish what the program serves: "agent-network schema publish".',
  LEDGER_BEHIND:
    'They open nothing. Restore a later backup of the company: docs/operations.md, "A company restored alone".',
  LEDGER_AHEAD:
    'Share or bring them again, or restore a later backup of the shared layer: docs/operations.md, "The shared layer restored".',
  DISK_LOW: 'Make room: PostgreSQL stops writing when the disk is full.',
  CHECK_FAILED: 'The check itself went wrong: read the reason, and run the command again.',
} as const;

/** See {@link FINDING_ADVICE}. */
export type FindingCode = keyof typeof FINDING_ADVICE;
/** A problem has to be mended; a warning is to be known. */
export type FindingLevel = 'problem' | 'warning';

/** One thing that is not as it should be. It never holds a secret: no password, no key, no token. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  /** One sentence. */
  readonly says: string;
  /** What to do. */
  readonly advice: string;
}

/** What one check looked at, and what it found. */
export interface CheckResult {
  /** What was looked at, for people. */
  readonly check: string;
  readonly findings: readonly Finding[];
}

export function problem(code: FindingCode, says: string): Finding {
  return { code, level: 'problem', says, advice: FINDING_ADVICE[code] };
}

export function warning(code: FindingCode, says: string): Finding {
  return { code, level: 'warning', says, advice: FINDING_ADVICE[code] };
}

/** One check. It is run beside others, and what it throws is a finding of its own. */
export interface Check {
  readonly name: string;
  run(): Promise<readonly Finding[]> | readonly Finding[];
}

/** Runs the checks one after another: one that fails does not keep the others from being run. */
export async function runChecks(checks: readonly Check[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const { name } = check;
    const findings = await Promise.resolve()
      .then(() => check.run())
      .catch((error: unknown) => [problem('CHECK_FAILED', `${name}: ${reasonOf(error)}.`)]);
    results.push({ check: name, findings });
  }
  return results;
}

/** A reason without addresses, which may carry a password. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replaceAll(/[a-z]+:\/\/[^\s"']*@/g, '…@').replace(/\.$/, '');
}
