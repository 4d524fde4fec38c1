import { describe, expect, it } from '@jest/globals';
import { decodeTime } from 'ulid';
import { parseId } from '#schema/wire/ids.ts';
import { CALLERS, findCaller } from './callers.ts';
import { COMPANIES, COMPANIES_WITH_SUBGRAPH, COMPANY_SCENARIOS, PRIVATE_WORDS } from './companies.ts';
import { SHARED_SCENARIO } from './rollout-team.ts';

/** Every string in a value, with the name of the field that holds it. */
function strings(value: unknown, field = ''): { field: string; text: string }[] {
  if (typeof value === 'string') return [{ field, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    strings(child, Array.isArray(value) ? field : name),
  );
}

const all = { shared: SHARED_SCENARIO, ...COMPANY_SCENARIOS };
const teams = SHARED_SCENARIO.teams;
const participants = teams.flatMap((team) => team.participants.map((one) => ({ ...one, team: team.id })));
const threads = teams.flatMap((team) => team.threads);
const rowsWithTime = [
  ...teams,
  ...threads,
  ...Object.values(COMPANY_SCENARIOS).flatMap((one) => [...one.knowledge, ...one.privateThreads]),
].map(({ id, createdAt }) => ({ id, at: createdAt }));
const messages = [
  ...threads.flatMap((thread) => thread.messages),
  ...Object.values(COMPANY_SCENARIOS).flatMap((one) => [
    ...one.notes,
    ...one.knowledge.flatMap(({ documents }) => documents),
    ...one.privateThreads.flatMap((thread) => thread.messages),
  ]),
];

describe('the reference scenario', () => {
  it('has valid ids, each given to one thing', () => {
    const ids = strings(all).filter(({ field }) => field === 'id');
    expect(ids.length).toBeGreaterThan(40);
    for (const { text } of ids) expect(parseId(text)).not.toBeNull();
    expect(new Set(ids.map(({ text }) => text)).size).toBe(ids.length);
  });

  it('has ids that sort as the rows came to be', () => {
    for (const { id, at } of [...rowsWithTime, ...messages])
      expect(new Date(decodeTime(parseId(id)?.ulid ?? '')).toISOString()).toBe(at);
  });

  it('has messages in the order in which they were said', () => {
    for (const thread of [
      ...threads,
      ...COMPANIES_WITH_SUBGRAPH.flatMap((slug) => COMPANY_SCENARIOS[slug].privateThreads),
    ]) {
      const times = thread.messages.map(({ at }) => at);
      expect(times).toEqual([...times].sort());
      expect(times.length).toBeGreaterThan(1);
    }
  });

  it('has shared threads by participants of their team, from its member companies', () => {
    for (const team of teams) {
      const here = team.participants.map(({ id }) => id);
      for (const thread of team.threads) {
        expect(here).toContain(thread.createdBy);
        for (const message of thread.messages) expect(here).toContain(message.author);
      }
      for (const one of team.participants) {
        expect(team.members).toContain(one.company);
        expect(parseId(one.id)).toMatchObject({ kind: 'par', owner: one.company });
        expect(findCaller(one.company, one.subject)).toMatchObject({
          kind: one.kind.toLowerCase(),
          name: one.displayName,
        });
        if (one.kind === 'AGENT') expect(one.steward).toBe(false);
      }
      for (const member of team.members)
        expect(team.participants.some((one) => one.company === member && one.steward)).toBe(true);
    }
  });

  it.each(COMPANIES_WITH_SUBGRAPH)('refers only to things there are: %s', (slug) => {
    const own = COMPANY_SCENARIOS[slug];
    expect(own.company).toBe(slug);
    const colleagues = [...own.people, ...own.agents].map(({ id }) => id);
    const ids = strings(own).filter(({ field }) => field === 'id');
    for (const { text } of ids) expect(parseId(text)?.owner).toBe(slug);
    for (const agent of own.agents) {
      for (const source of agent.knowledge) expect(own.knowledge.map(({ id }) => id)).toContain(source);
      for (const tool of agent.tools) expect(own.tools.map(({ id }) => id)).toContain(tool);
    }
    for (const thread of own.privateThreads)
      for (const message of thread.messages) expect(colleagues).toContain(message.author);
    for (const note of own.notes) {
      expect(colleagues).toContain(note.author);
      expect(threads.map(({ id }) => id)).toContain(note.threadId);
    }
  });

  it.each(COMPANIES_WITH_SUBGRAPH)('publishes exactly the participants of %s', (slug) => {
    const own = COMPANY_SCENARIOS[slug];
    const published = own.publications.map(({ participantId, teamId }) => ({ participantId, teamId }));
    const present = participants
      .filter(({ company }) => company === slug)
      .map(({ id, team }) => ({ participantId: id, teamId: team }));
    expect(published).toEqual(present);
    for (const { participantId, target } of own.publications) {
      const participant = participants.find(({ id }) => id === participantId);
      const behind = [...own.people, ...own.agents].find(({ id }) => id === target);
      expect(behind?.subject).toBe(participant?.subject);
    }
  });

  it('keeps the engineer of Harbor out of the team', () => {
    expect(findCaller('harbor', 'fde')?.kind).toBe('person');
    expect(participants.map(({ subject }) => subject)).not.toContain('fde');
  });

  it('has a word in each private text that stands in no shared one and in no other company', () => {
    const privateFields = ['body', 'instructions', 'description', 'model'];
    for (const slug of COMPANIES_WITH_SUBGRAPH) {
      const word = PRIVATE_WORDS[slug].toLowerCase();
      const texts = strings(COMPANY_SCENARIOS[slug]).filter(({ field }) => privateFields.includes(field));
      expect(texts.length).toBeGreaterThan(5);
      for (const { text } of texts) expect(text.toLowerCase()).toContain(word);
      for (const [owner, data] of Object.entries(all))
        if (owner !== slug) expect(JSON.stringify(data).toLowerCase()).not.toContain(word);
      for (const { target } of COMPANY_SCENARIOS[slug].publications) {
        const agent = COMPANY_SCENARIOS[slug].agents.find(({ id }) => id === target);
        expect(JSON.stringify([agent?.name, agent?.purpose, agent?.skills]).toLowerCase()).not.toContain(
          word,
        );
      }
    }
  });

  it('has a caller for each name that people are told', () => {
    const told = [
      ['acme', 'project-lead', 'person'],
      ['acme', 'customer-ops-agent', 'agent'],
      ['harbor', 'delivery-lead', 'person'],
      ['harbor', 'fde', 'person'],
      ['harbor', 'delivery-agent', 'agent'],
      ['nimbus', 'platform-lead', 'person'],
      ['nimbus', 'platform-agent', 'agent'],
      ['outsider', 'visitor', 'person'],
    ];
    for (const [company = '', subject = '', kind] of told)
      expect(findCaller(company, subject)).toMatchObject({ company, subject, kind });
    expect(findCaller('acme', 'visitor')).toBeNull();
    expect(new Set(CALLERS.map(({ company, subject }) => `${company} ${subject}`)).size).toBe(CALLERS.length);
    expect(COMPANIES.map(({ slug }) => slug)).toEqual(['acme', 'harbor', 'nimbus', 'outsider']);
  });
});
