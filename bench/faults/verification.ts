import type { Ledger, Post } from './ledger.ts';
import { isWarmUp, type LoadTools } from './load.ts';
import { INTERNAL_MESSAGES, TEAM_LOG, THREAD_MESSAGES } from './questions.ts';
import type { SceneCompany, SceneTeam } from './scene.ts';
import type { FollowedStream } from './streams.ts';

/** An event of a log, as `Team.events` gives it. */
interface LoggedEvent {
  readonly sequence: number;
  readonly hash: string;
  readonly previousHash: string;
}

interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly sequence: number;
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What was verified at the end. */
export interface Verified {
  readonly events: number;
  readonly messages: number;
  readonly heard: number;
}

/**
 * Holds what is stored, and what streams told of, against the clients' ledger. Everything that is not right is noted in the
 * ledger.
 */
export async function verifyAll(tools: LoadTools, streams: readonly FollowedStream[]): Promise<Verified> {
  const { scene, ledger } = tools;
  const stored = new Map<string, readonly StoredMessage[]>();
  let events = 0;
  for (const team of scene.teams) {
    const [log, ...others] = await Promise.all(
      scene.companies
        .filter(({ slug }) => team.members.includes(slug))
        .map((company) => readLog(team, company, tools)),
    );
    events += log?.length ?? 0;
    if (log !== undefined) checkLog(team, log, others, ledger);
    stored.set(team.id, await readThread(team, tools));
    checkStreamsOf(team, log ?? [], streams, ledger);
  }
  for (const company of scene.companies)
    stored.set(company.privateThread, await readInternal(company, tools));
  for (const [place, messages] of stored) checkMessages(place, messages, ledger);
  for (const stream of streams) checkMessagesHeard(stream, stored, ledger);
  return {
    events,
    messages: [...stored.values()].reduce((sum, { length }) => sum + length, 0),
    heard: streams.reduce((sum, { heard }) => sum + heard.length, 0),
  };
}

async function readLog(team: SceneTeam, company: SceneCompany, tools: LoadTools): Promise<LoggedEvent[]> {
  type Log = { verify: { valid: boolean; checked: number }; events: Page<LoggedEvent> };
  let verify = { valid: false, checked: -1 };
  const events = await readPages<LoggedEvent>(company, tools, TEAM_LOG, team.id, (data) => {
    const log = data['team'] as Log;
    ({ verify } = log);
    return log.events;
  });
  if (!verify.valid || verify.checked !== events.length)
    tools.ledger.note(`the log of ${team.number} is not valid: ${JSON.stringify(verify)}`);
  return events;
}

function readThread(team: SceneTeam, tools: LoadTools): Promise<StoredMessage[]> {
  const [company] = tools.scene.companies.filter(({ slug }) => team.members.includes(slug));
  if (company === undefined) return Promise.resolve([]);
  return readPages(
    company,
    tools,
    THREAD_MESSAGES,
    team.thread,
    (data) => (data['thread'] as { messages: Page<StoredMessage> }).messages,
  );
}

function readInternal(company: SceneCompany, tools: LoadTools): Promise<StoredMessage[]> {
  type Found = { privateThread: { messages: Page<StoredMessage> } };
  return readPages(
    company,
    tools,
    INTERNAL_MESSAGES,
    company.privateThread,
    (data) => (data['workspace'] as Found).privateThread.messages,
  );
}

async function readPages<Node>(
  company: SceneCompany,
  { client, tokenOf }: LoadTools,
  query: string,
  id: string,
  pageOf: (data: Record<string, unknown>) => Page<Node>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const { data, errors, text } = await client.ask(await tokenOf(company), query, { id, after });
    if (data === null || errors.length > 0) throw new Error(`the end cannot be verified: ${text}`);
    const page = pageOf(data);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

function checkLog(
  { number }: SceneTeam,
  log: readonly LoggedEvent[],
  others: readonly (readonly LoggedEvent[])[],
  ledger: Ledger,
): void {
  log.forEach(({ sequence, previousHash }, at) => {
    if (sequence !== at + 1) ledger.note(`the log of ${number} has a gap at ${at + 1}`);
    if (at > 0 && previousHash !== log[at - 1]?.hash)
      ledger.note(`the chain of ${number} breaks at ${at + 1}`);
  });
  for (const other of others)
    if (other.length !== log.length || other.at(-1)?.hash !== log.at(-1)?.hash)
      ledger.note(`two companies read another log of ${number}`);
}

/** A team's stream has every event after its begin, once and in its order. */
function checkStreamsOf(
  team: SceneTeam,
  log: readonly LoggedEvent[],
  streams: readonly FollowedStream[],
  ledger: Ledger,
): void {
  for (const { followed, since, heard, company } of streams) {
    if (followed.kind !== 'team' || followed.id !== team.id) continue;
    const expected = log.filter(({ sequence }) => sequence > (since ?? 0)).map(({ sequence }) => sequence);
    const told = heard.map(({ sequence }) => sequence);
    if (expected.join() !== told.join())
      ledger.note(`a stream of ${company.slug} missed or doubled: ${firstDifference(expected, told)}`);
  }
}

function firstDifference(expected: readonly unknown[], told: readonly unknown[]): string {
  const at = expected.findIndex((one, index) => one !== told[index]);
  return at < 0
    ? `${told.length} for ${expected.length}`
    : `${String(told[at])} where ${String(expected[at])} was due (${at} of ${expected.length})`;
}

/** Every message that was sent is there once, with its id; and nothing else is. */
function checkMessages(place: string, messages: readonly StoredMessage[], ledger: Ledger): void {
  const posts = ledger.posts.filter((post) => post.place === place);
  const byId = new Map(messages.map((message) => [message.id, message.body]));
  for (const { id, body, key } of posts) {
    if (id === null) ledger.note(`${key} was never acknowledged`);
    else if (byId.get(id) !== body) ledger.note(`${key} was acknowledged and is lost`);
  }
  if (new Set(messages.map(({ body }) => body)).size !== messages.length)
    ledger.note('a message is there twice');
  if (messages.length !== posts.length)
    ledger.note(`${messages.length} messages are there of ${posts.length} that were sent`);
  const sequences = messages.map(({ sequence }) => sequence);
  if (sequences.some((one, at) => at > 0 && one <= (sequences[at - 1] ?? 0)))
    ledger.note('sequences of messages are not in order');
}

/** What an inbox and an internal thread's stream told of: every message, once. */
function checkMessagesHeard(
  { followed, company, heard }: FollowedStream,
  stored: ReadonlyMap<string, readonly StoredMessage[]>,
  ledger: Ledger,
): void {
  const told = heard.flatMap(({ messageId }) => messageId ?? []);
  if (new Set(told).size !== told.length) ledger.note(`a stream (${followed.kind}) told of a message twice`);
  const posts = new Map(ledger.posts.map((post) => [post.id, post]));
  const places = followed.kind === 'inbox' ? company.teams.map(({ id }) => id) : [];
  if (followed.kind === 'private') places.push(followed.id);
  for (const place of places) {
    const due = (stored.get(place) ?? []).filter(({ id }) => isDue(posts.get(id), followed, company));
    const missed = due.filter(({ id }) => !told.includes(id));
    if (missed.length > 0)
      ledger.note(`a stream (${followed.kind}) of ${company.slug} missed ${missed.length} of ${due.length}`);
  }
}

/** An inbox leaves out what its company said itself; what was said before it had a cursor is nobody's promise. */
function isDue(
  post: Post | undefined,
  { kind }: FollowedStream['followed'],
  { slug }: SceneCompany,
): boolean {
  return post !== undefined && !isWarmUp(post) && (kind !== 'inbox' || post.company !== slug);
}
