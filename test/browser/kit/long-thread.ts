import path from 'node:path';
import { z } from 'zod';
import { loadSettings } from '#cli/config.ts';
import { startEmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { askAs } from './graph.ts';

const TEAM = `mutation ($name: String!) { createTeam(input: { name: $name }) { team { id slug } } }`;
const INVITE = `mutation ($team: ID!) { inviteCompany(input: { teamId: $team, company: "harbor", purpose: "To talk" }) {
  invitation { id } } }`;
const ACCEPT = `mutation ($id: ID!) { acceptInvitation(input: { invitationId: $id }) { userErrors { message } } }`;
const THREAD = `mutation ($team: ID!, $title: String!) { createThread(input: { teamId: $team, title: $title }) {
  thread { id slug participants { id company { slug } } } } }`;
const MARK = `mutation ($thread: ID!, $sequence: Int!) { markRead(input: { threadId: $thread, sequence: $sequence }) {
  userErrors { message } } }`;

const id = z.object({ id: z.string() });
const team = z.object({ createTeam: z.object({ team: id.extend({ slug: z.string() }) }) });
const invitation = z.object({ inviteCompany: z.object({ invitation: id }) });
const thread = z.object({
  createThread: z.object({
    thread: id.extend({
      slug: z.string(),
      participants: z.array(id.extend({ company: z.object({ slug: z.string() }) })),
    }),
  }),
});

/** A thread of a team of Acme's and Harbor's own, with as many messages by Harbor as are asked for: `Line 1`, `Line 2` … */
export async function makeLongThread(messages: number, readUpTo: number) {
  const [acme, harbor] = [await askAs('acme', 'project-lead'), await askAs('harbor', 'delivery-lead')];
  const { createTeam } = await acme(TEAM, { name: 'Years of talk' }, team);
  const teamId = createTeam.team.id;
  const { inviteCompany } = await acme(INVITE, { team: teamId }, invitation);
  await harbor(ACCEPT, { id: inviteCompany.invitation.id }, z.unknown());
  const { createThread } = await acme(THREAD, { team: teamId, title: 'Everything' }, thread);
  const { id: threadId, slug, participants } = createThread.thread;
  const author = participants.find(({ company }) => company.slug === 'harbor')?.id ?? '';
  const first = await addMessages({ teamId, threadId, author }, messages);
  await acme(MARK, { thread: threadId, sequence: first + readUpTo - 1 }, z.unknown());
  return { threadId, path: `/teams/${createTeam.team.slug}/threads/${slug}` };
}

/** Straight into the table, as no one could write them in a test's time; the sequence of the first. Their events are left out. */
async function addMessages(
  { teamId, threadId, author }: { teamId: string; threadId: string; author: string },
  count: number,
): Promise<number> {
  // The server of the run's network, which is running: this finds it, and leaves it to the network.
  const dataDir = path.join(loadSettings().dataDir, 'postgres');
  const { adminUrl } = await startEmbeddedPostgres({ dataDir });
  const url = Object.assign(new URL(adminUrl), { pathname: '/agent_network_shared' }).href;
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ head: number }>(
      'SELECT last_sequence AS head FROM teams WHERE id = $1',
      [teamId],
    );
    const head = rows[0]?.head ?? 0;
    await client.query(
      `INSERT INTO messages (id, team_id, thread_id, sequence, body, body_salt, author_id, idempotency_key, created_at)
       SELECT 'msg_' || upper(right(md5(n::text || $1), 26)), $1, $2, $6::int + n, 'Line ' || n, md5(n::text), $3, 'line ' || n,
         $4::timestamptz + n * interval '1 second' FROM generate_series(1, $5::int) AS n`,
      [teamId, threadId, author, '2026-03-03T08:00:00Z', count, head],
    );
    await client.query('UPDATE teams SET last_sequence = last_sequence + $2 WHERE id = $1', [teamId, count]);
    await client.query('ANALYZE messages');
    return head + 1;
  });
}
