import { companySdl } from '#schema/sdl.ts';
import { fetchReply, SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { companyStanding, type CompanyStanding } from '#schema/wire/standing.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import type { CompanySettings } from '#subgraphs/company/company-subgraph.ts';
import { loadExtension } from '#subgraphs/company/extension/extension-loading.ts';
import { CliError } from '../../exit.ts';
import { createRegistryClient, type AskRegistry } from '../../schema/registry/registry-client.ts';
import { problem, type Check, type Finding } from '../finding.ts';
import { listed } from './database-checks.ts';
import type { ReachTools } from './reach-checks.ts';

/** What a company's checks are made of. */
export interface CompanyUnderCheck {
  readonly settings: CompanySettings;
  /** The file of the company's key. */
  readonly keyFile: string;
}

/** Asks the shared layer in the company's own name; refused, it says so. */
async function asking(
  { settings, keyFile }: CompanyUnderCheck,
  { fetch, clock }: ReachTools,
  work: (ask: AskRegistry) => Promise<Finding[]>,
): Promise<Finding[]> {
  const { sharedUrl, company } = settings;
  const source = { sharedUrl, company, key: keyFile, author: 'doctor' };
  try {
    return await work(await createRegistryClient(source, { fetch, clock, dataDir: '' }));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [
      problem(
        error.code === 'REGISTRY_REFUSED' ? 'KEY_NOT_REGISTERED' : 'PROGRAM_NOT_RUNNING',
        error.message,
      ),
    ];
  }
}

/** Whether the registry knows the company's key, and serves the schema that the program serves. */
export function publishedCheck(subject: CompanyUnderCheck, tools: ReachTools): Check {
  const { company, extensionModule } = subject.settings;
  return {
    name: 'the published schema',
    async run() {
      const realm =
        extensionModule === undefined ? null : (await loadExtension(extensionModule, company)).typeDefs;
      return asking(subject, tools, async (ask) => {
        const { companies } = await ask(SCHEMA_PATHS.fetch, {}, fetchReply);
        const served = companies.find((one) => one.company === company)?.sdl;
        if (served !== undefined && sha256(served) === sha256(companySdl(realm))) return [];
        return [
          problem(
            'SCHEMA_NOT_PUBLISHED',
            `The registry serves another schema of ${company} than this program.`,
          ),
        ];
      });
    },
  };
}

/**
 * Whether the company's ledger and the shared layer tell the same story. They are two databases: where one of them was
 * restored to an earlier state, they do not.
 */
export function ledgerCheck(subject: CompanyUnderCheck, tools: ReachTools): Check {
  return {
    name: 'the ledger',
    run: () =>
      asking(subject, tools, async (ask) => {
        const shared = await ask(SCHEMA_PATHS.standing, {}, companyStanding);
        // After the shared layer: what was begun meanwhile is not yet active here.
        return compare(shared, await readLedger(subject.settings.databaseUrl));
      }),
  };
}

interface Ledger {
  readonly knownShares: ReadonlySet<string>;
  readonly activeShares: readonly string[];
  readonly activeParticipants: readonly string[];
}

function compare(shared: CompanyStanding, ledger: Ledger): Finding[] {
  const shares = new Set(shared.shares);
  const participants = new Set(shared.participants);
  const behind = shared.shares.filter((id) => !ledger.knownShares.has(id));
  const ahead = [
    ...ledger.activeShares.filter((id) => !shares.has(id)),
    ...ledger.activeParticipants.filter((id) => !participants.has(id)),
  ];
  return [
    ...(behind.length > 0
      ? [
          problem(
            'LEDGER_BEHIND',
            `The shared layer shows shares that the ledger does not know: ${listed(behind)}.`,
          ),
        ]
      : []),
    ...(ahead.length > 0
      ? [
          problem(
            'LEDGER_AHEAD',
            `The ledger holds active what the shared layer does not show: ${listed(ahead)}.`,
          ),
        ]
      : []),
  ];
}

/** What is on its way to the shared layer is neither here nor there. */
async function readLedger(databaseUrl: string): Promise<Ledger> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string; kind: 'SHARE' | 'PARTICIPANT'; active: boolean }>(
      `SELECT id, 'SHARE' AS kind, state = 'ACTIVE' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
         AND NOT EXISTS (SELECT FROM outbox AS o WHERE o.subject_id = s.id AND o.done_at IS NULL) AS active FROM shares AS s
       UNION ALL SELECT participant_id, 'PARTICIPANT', state = 'ACTIVE' AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > now())
         AND NOT EXISTS (SELECT FROM outbox AS o WHERE o.subject_id = p.participant_id AND o.done_at IS NULL)
       FROM publications AS p`,
    );
    const active = (kind: 'SHARE' | 'PARTICIPANT') =>
      rows.filter((row) => row.kind === kind && row.active).map(({ id }) => id);
    return {
      knownShares: new Set(rows.filter(({ kind }) => kind === 'SHARE').map(({ id }) => id)),
      activeShares: active('SHARE'),
      activeParticipants: active('PARTICIPANT'),
    };
  });
}
