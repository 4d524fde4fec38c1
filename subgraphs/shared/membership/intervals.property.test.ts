import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEventsOfTeams } from '../events/event-store.ts';
import { GovernedTeams } from '../testing/governed-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

const COMPANIES = ['acme', 'harbor', 'nimbus'] as const;
type Company = (typeof COMPANIES)[number];

let shared: TestShared;
let teams: GovernedTeams;
beforeAll(async () => {
  shared = await openTestShared();
  teams = new GovernedTeams(shared.database);
});
afterAll(() => shared.close());

type Act =
  | { readonly do: 'join' | 'leave' | 'post' | 'thread' | 'remove'; readonly who: Company }
  | { readonly do: 'edit' | 'redact'; readonly who: Company; readonly which: number }
  | { readonly do: 'grant'; readonly who: Company; readonly from: number; readonly to: number };
const who = fc.constantFrom<Company>('harbor', 'nimbus');
const part = fc.double({ min: 0, max: 1, noNaN: true });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), who }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('post' as const), who: fc.constantFrom(...COMPANIES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('thread' as const), who: fc.constantFrom(...COMPANIES) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      who: fc.constantFrom(...COMPANIES),
      which: part,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('redact' as const),
      who: fc.constantFrom(...COMPANIES),
      which: part,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('grant' as const), who, from: part, to: part }) },
);

/** A message of the model: what it said from which sequence on, until it was redacted. */
interface Said {
  readonly id: string;
  readonly sequence: number;
  readonly company: Company;
  readonly texts: { readonly sequence: number; readonly body: string }[];
  redacted: boolean;
}

/** The simple model: which sequences each company reads, one by one, and since when it is in. */
class Model {
  readonly readable: Record<Company, Set<number>> = { acme: new Set(), harbor: new Set(), nimbus: new Set() };
  readonly active = new Set<Company>(['acme']);
  readonly messages: Said[] = [];
  last = 0;

  /** What a company reads: the messages within its intervals, each in the latest wording that those cover. */
  read(company: Company): [number, string][] {
    const covers = ({ sequence }: { readonly sequence: number }) => this.readable[company].has(sequence);
    return this.messages
      .filter(covers)
      .map(({ sequence, texts, redacted }) => [
        sequence,
        redacted ? '' : (texts.findLast(covers)?.body ?? '?'),
      ]);
  }

  /** The log has grown to this; those who are in read it. */
  grow(to: number, readers: Iterable<Company> = this.active): void {
    const all = [...readers];
    for (let sequence = this.last + 1; sequence <= to; sequence += 1)
      for (const company of all) this.readable[company].add(sequence);
    this.last = to;
  }
}

/** One team with its thread, on which acts are played in the program and in the model. */
class Play {
  readonly model = new Model();
  #teamId = '';
  #threadId = '';
  #key = 0;

  get teamId(): string {
    return this.#teamId;
  }

  async open(): Promise<void> {
    this.#teamId = await teams.team(['acme']);
    const input = { teamId: this.#teamId, title: 'Talk' };
    this.#threadId = (await teams.do('acme', 'createThread', input, 'thread { id }')).thread?.id ?? '';
    this.model.grow(await this.#last());
  }

  async play(step: Act): Promise<void> {
    const { model } = this;
    const inside = model.active.has(step.who);
    if (step.do === 'join' && !inside) return this.#join(step.who);
    if (step.do === 'leave' && inside) {
      await teams.do(step.who, 'leaveTeam', { teamId: this.#teamId });
      model.grow(await this.#last());
      model.active.delete(step.who);
    }
    if (step.do === 'remove' && inside && model.active.size === 3) await this.#remove(step.who);
    if (step.do === 'post' && inside) await this.#post(step.who);
    if (step.do === 'thread' && inside) {
      await teams.do(step.who, 'createThread', { teamId: this.#teamId, title: 'More' });
      model.grow(await this.#last());
    }
    if ((step.do === 'edit' || step.do === 'redact') && inside)
      await this.#change(step.do, step.who, step.which);
    if (step.do === 'grant' && inside) await this.#grant(step.who, step.from, step.to);
  }

  async #join(company: Company): Promise<void> {
    const others = [...this.model.active].filter((one) => one !== 'acme');
    await teams.join(this.#teamId, company, 'acme', others);
    const joined = await this.#lastOfKind('COMPANY_JOINED');
    this.model.grow(joined - 1);
    this.model.active.add(company);
    this.model.grow(await this.#last());
  }

  async #remove(company: Company): Promise<void> {
    const input = { teamId: this.#teamId, company, reason: 'Done' };
    const { proposal } = await teams.do('acme', 'removeCompany', input, 'proposal { id }');
    teams.now += 73 * 3600 * 1000;
    const [other = ''] = COMPANIES.filter((one) => one !== 'acme' && one !== company);
    await teams.do(other, 'consent', { proposalId: proposal?.id, agree: true });
    this.model.grow(await this.#last());
    this.model.active.delete(company);
  }

  async #post(company: Company): Promise<void> {
    this.#key += 1;
    const input = {
      threadId: this.#threadId,
      body: `said ${String(this.#key)}`,
      idempotencyKey: String(this.#key),
    };
    const { message } = await teams.do(company, 'postMessage', input, 'message { id sequence }');
    const { id = '', sequence = 0 } = message ?? {};
    const texts = [{ sequence, body: input.body }];
    this.model.messages.push({ id, sequence, company, texts, redacted: false });
    this.model.grow(await this.#last());
  }

  /** One of the company's own messages that it still reads, if there is one. */
  async #change(what: 'edit' | 'redact', company: Company, which: number): Promise<void> {
    const { model } = this;
    const own = model.messages.filter(
      (one) => one.company === company && !one.redacted && model.readable[company].has(one.sequence),
    );
    const message = own[Math.floor(which * own.length)] ?? own.at(-1);
    if (!message) return;
    this.#key += 1;
    const body = `said otherwise ${String(this.#key)}`;
    const input = { messageId: message.id };
    if (what === 'edit') await teams.do(company, 'editMessage', { ...input, body });
    else await teams.do(company, 'redactMessage', input);
    model.grow(await this.#last());
    if (what === 'edit') message.texts.push({ sequence: model.last, body });
    else message.redacted = true;
  }

  async #grant(company: Company, low: number, high: number): Promise<void> {
    const { model } = this;
    const ends = [low, high].map((one) => 1 + Math.floor(one * (model.last - 1)));
    const [fromSequence, toSequence] = [Math.min(...ends), Math.max(...ends)];
    const input = { teamId: this.#teamId, company, fromSequence, toSequence };
    const { proposal } = await teams.do('acme', 'grantHistory', input, 'proposal { id state }');
    const wrote = await shared.rows.teamEvent.findMany({
      where: { teamId: this.#teamId, sequence: { gte: fromSequence, lte: toSequence } },
      select: { companySlug: true },
    });
    let state = proposal?.state;
    const asked = new Set(wrote.map(({ companySlug }) => companySlug));
    for (const other of COMPANIES.filter((one) => one !== 'acme' && one !== company && asked.has(one))) {
      expect(state).toBe('OPEN');
      const input = { proposalId: proposal?.id, agree: true };
      ({ state } = (await teams.do(other, 'consent', input, 'proposal { id state }')).proposal ?? {
        state: '',
      });
    }
    expect(state).toBe('CARRIED_OUT');
    for (let sequence = fromSequence; sequence <= toSequence; sequence += 1)
      model.readable[company].add(sequence);
    model.grow(await this.#last());
  }

  async #last(): Promise<number> {
    return (await shared.rows.team.findUniqueOrThrow({ where: { id: this.#teamId } })).lastSequence;
  }

  async #lastOfKind(kind: string): Promise<number> {
    const where = { teamId: this.#teamId, kind };
    const event = await shared.rows.teamEvent.findFirstOrThrow({ where, orderBy: { sequence: 'desc' } });
    return event.sequence;
  }
}

interface Seen {
  readonly team: {
    readonly verify: { readonly valid: boolean } | null;
    readonly events: { readonly nodes: readonly { readonly sequence: number }[] };
    readonly threads: {
      readonly nodes: readonly {
        readonly messages: {
          readonly nodes: readonly { readonly sequence: number; readonly body: string }[];
        };
      }[];
    };
  } | null;
}

/** What a company sees of the team on each path. */
async function seenBy(company: Company, teamId: string, direction: 'first' | 'last') {
  const source = `query ($id: ID!) { team(id: $id) { verify { valid }
    events(${direction}: 100) { nodes { sequence } }
    threads(first: 100) { nodes { messages(${direction}: 100) { nodes { sequence body author { displayName company { slug } } } } } } } }`;
  const { team } = await teams.ask<Seen>(company, source, { id: teamId });
  const numbers = (nodes: readonly { readonly sequence: number }[]) => nodes.map(({ sequence }) => sequence);
  return {
    valid: team?.verify?.valid ?? true,
    events: numbers(team?.events.nodes ?? []),
    messages: (team?.threads.nodes ?? []).flatMap(({ messages }) =>
      messages.nodes.map(({ sequence, body }) => [sequence, body]),
    ),
  };
}

async function compare(play: Play): Promise<void> {
  const { model, teamId } = play;
  const log = await readEventsOfTeams('acme', shared.rows, [teamId], {
    limit: 1000,
    backward: false,
    after: null,
    before: null,
  });
  expect(log.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: model.last }, (_, index) => index + 1),
  );
  const rows = await shared.rows.message.findMany({
    where: { teamId },
    select: { id: true, sequence: true },
  });
  for (const company of COMPANIES) {
    const readable = [...model.readable[company]].sort((one, other) => one - other);
    const messages = model.read(company);
    const forwards = await seenBy(company, teamId, 'first');
    expect(forwards).toEqual({ valid: true, events: readable.slice(0, 100), messages });
    const backwards = await seenBy(company, teamId, 'last');
    expect(backwards).toEqual({ valid: true, events: readable.slice(-100), messages });
    const source = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Message { sequence } } }';
    const r = rows.map(({ id }) => ({ __typename: 'Message', id }));
    const { _entities: single } = await teams.ask<{ _entities: ({ sequence: number } | null)[] }>(
      company,
      source,
      { r },
    );
    expect(single.map((one) => one?.sequence ?? null)).toEqual(
      rows.map(({ sequence }) => (model.readable[company].has(sequence) ? sequence : null)),
    );
  }
}

describe('whatever three companies do', () => {
  it('each reads exactly its intervals, and the log has no gap', async () => {
    const property = fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 22 }), async (steps) => {
      const play = new Play();
      await play.open();
      for (const step of steps) await play.play(step);
      await compare(play);
    });
    await fc.assert(property, { seed: 20260401, numRuns: 12, endOnFailure: true });
    expect(teams.faults).toEqual([]);
  }, 60_000);
});
