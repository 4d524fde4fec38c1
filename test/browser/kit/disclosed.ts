import { z } from 'zod';
import type { Ask } from '#cli/asking/gateway-client.ts';

const TEAMS = '{ teams(first: 100) { nodes { id companies { company { slug } } } } }';
const company = z.object({ company: z.object({ slug: z.string() }) });
const teams = z.object({
  teams: z.object({ nodes: z.array(z.object({ id: z.string(), companies: z.array(company) })) }),
});
const VIEW = `query ($team: ID!, $company: String!) { workspace { viewAs(teamId: $team, company: $company) {
  entities { fields { value } } } } }`;
const view = z.object({
  workspace: z.object({
    viewAs: z.object({
      entities: z.array(z.object({ fields: z.array(z.object({ value: z.string() })) })),
    }),
  }),
});
const ESCALATED = `query ($team: ID!) { workspace { disclosures(first: 100, filter: { teamId: $team, kind: ESCALATION }) {
  nodes { id state } pageInfo { hasNextPage } } } }`;
const escalated = z.object({
  workspace: z.object({
    disclosures: z.object({
      nodes: z.array(z.object({ id: z.string(), state: z.string() })),
      pageInfo: z.object({ hasNextPage: z.literal(false) }),
    }),
  }),
});
const THREAD = `query ($id: ID!) { thread(id: $id) { messages(first: 100) { nodes { body attribution { at } } } } }`;
const thread = z.object({
  thread: z.object({
    messages: z.object({
      nodes: z.array(z.object({ body: z.string(), attribution: z.object({}).nullable() })),
    }),
  }),
});

/** Every text that a company's own ledger says another company can read now: of what `ask` asks as. */
export async function disclosedTo(other: string, ask: Ask): Promise<ReadonlySet<string>> {
  const { teams: all } = await ask(TEAMS, {}, teams);
  const common = all.nodes.filter(({ companies }) => companies.some((one) => one.company.slug === other));
  const texts = await Promise.all(
    common.map(async ({ id }) => [...(await shown(id, other, ask)), ...(await carriedOver(id, ask))]),
  );
  return new Set(texts.flat());
}

/** What is published and shared by reference in a team. */
async function shown(team: string, other: string, ask: Ask): Promise<string[]> {
  const { workspace } = await ask(VIEW, { team, company: other }, view);
  return workspace.viewAs.entities.flatMap(({ fields }) =>
    fields.map(({ value }) => String(JSON.parse(value))),
  );
}

/** The messages of threads that the ledger has as opened with internal ones. */
async function carriedOver(team: string, ask: Ask): Promise<string[]> {
  const { workspace } = await ask(ESCALATED, { team }, escalated);
  const opened = workspace.disclosures.nodes.filter(({ state }) => state === 'ACTIVE');
  const threads = await Promise.all(opened.map(({ id }) => ask(THREAD, { id }, thread)));
  return threads.flatMap(({ thread: { messages } }) =>
    messages.nodes.flatMap(({ body, attribution }) => (attribution === null ? [] : [body])),
  );
}
