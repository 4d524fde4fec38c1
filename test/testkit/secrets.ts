import { COMPANY_SCENARIOS, type SubgraphCompany } from '#cli/scenario/companies.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import type { CompanyScenario } from '#subgraphs/company/seed.ts';

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T/;
const STATUS = /^(ACTIVE|PAUSED|ARCHIVED|MARKDOWN|PLAIN_TEXT|ADMIN|MEMBER)$/;

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** What a company's ledger publishes to others: ids, names and the fields tagged `shared` of what it brought. */
function publishedStrings(scenario: CompanyScenario): Set<string> {
  const published = new Set(scenario.publications.map(({ target }) => target));
  const agents = scenario.agents.filter(({ id }) => published.has(id));
  const people = scenario.people.filter(({ id }) => published.has(id));
  return new Set([
    ...agents.flatMap(({ id, name, purpose, skills }) => stringsIn([id, name, purpose, skills])),
    ...people.flatMap(({ id, displayName, title, timeZone }) =>
      stringsIn([id, displayName, title, timeZone]),
    ),
  ]);
}

/** Every text of a company's own database that no other company may ever be shown: bodies, titles, ids, addresses. */
export function privateStrings(company: SubgraphCompany): string[] {
  const scenario = COMPANY_SCENARIOS[company];
  const shown = new Set([...publishedStrings(scenario), ...sharedStrings(), company]);
  const hidden = stringsIn(scenario).filter(
    (text) => !shown.has(text) && !TIMESTAMP.test(text) && !STATUS.test(text),
  );
  // Subjects are names such as "fde": too short to search for, and part of no answer but `me`.
  const subjects = new Set([...scenario.people, ...scenario.agents].map(({ subject }) => subject));
  return [...new Set(hidden)].filter((text) => !subjects.has(text));
}

/** What the company's own callers find in the graph; the rest, such as ids of the ledger's rows, is not in it at all. */
export function ownStrings(company: SubgraphCompany): string[] {
  const { people, agents, knowledge, tools, privateThreads } = COMPANY_SCENARIOS[company];
  return [
    ...people.flatMap(({ displayName, email, phone, timeZone }) =>
      stringsIn([displayName, email, phone, timeZone]),
    ),
    ...agents.flatMap(({ name, purpose, skills, instructions, model }) =>
      stringsIn([name, purpose, skills, instructions, model]),
    ),
    ...knowledge.flatMap(({ title, description, documents }) => [
      ...stringsIn([title, description]),
      ...documents.flatMap(({ id, name, title, body }) => [id, name, title, body]),
    ]),
    ...tools.flatMap(({ name, description, endpoint }) => stringsIn([name, description, endpoint])),
    ...privateThreads.flatMap(({ slug, title, messages }) => [
      slug,
      title,
      ...messages.map(({ body }) => body),
    ]),
    ...COMPANY_SCENARIOS[company].notes.map(({ body }) => body),
    ...realmTexts(company),
  ];
}

/** What the company's realm holds: of Acme's cases their texts, for the rest of their rows is ids and instants. */
function realmTexts(company: SubgraphCompany): string[] {
  return stringsIn(COMPANY_SCENARIOS[company].realm).filter((text) => text.includes(' '));
}

/** Every text of the shared team: what Acme and Harbor both see, and nobody else. */
export function sharedStrings(): string[] {
  const { teams } = SHARED_SCENARIO;
  return teams.flatMap((team) => [
    team.id,
    team.name,
    team.slug,
    ...team.participants.flatMap(({ id, displayName }) => [id, displayName]),
    ...team.threads.flatMap(({ id, slug, title, messages }) => [
      id,
      slug,
      title,
      ...messages.flatMap(({ id: message, body }) => [message, body]),
    ]),
  ]);
}

/** The texts that stand in a body of JSON, in whatever spelling JSON gives them. */
export function foundIn(body: string, texts: readonly string[]): string[] {
  return texts.filter((text) => body.includes(JSON.stringify(text).slice(1, -1)));
}
