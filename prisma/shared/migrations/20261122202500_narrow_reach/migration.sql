-- Narrow permissions: a transaction of an agent whose passport narrows it says so with two more settings, array literals
-- of ids of teams and threads. Policies below are RESTRICTIVE: each is asked beside those that there are, so that they
-- take rows away and never give one. Without the first setting they take nothing away.
--   app.reach  what the transaction may read: a team with all that is in it; a thread with what is in it and the card
--              of its team
--   app.post   where it may write what narrow agents write at all
CREATE FUNCTION app_reach() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.reach', true), '')::text[];
CREATE FUNCTION app_post() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.post', true), '')::text[];
-- Whether the transaction reaches as far as its company. Asked as (SELECT app_whole()): a boolean of its own keeps the
-- planner's estimates of what the other policies let through.
CREATE FUNCTION app_whole() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.reach', true), '') IS NULL;

-- The teams among the ids, and those of the threads among them.
CREATE FUNCTION app_teams_of(ids text[]) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN ids || ARRAY(SELECT th.team_id FROM threads AS th WHERE th.id = ANY(ids));
-- Whether a message is in one of the teams or threads.
CREATE FUNCTION app_message_in(message text, ids text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE COST 1
  RETURN EXISTS (SELECT FROM messages AS m WHERE m.id = message AND (m.team_id = ANY(ids) OR m.thread_id = ANY(ids)));

-- A table's narrow policies: what of it is in the ids of `app_reach` and of `app_post`, `%1$s` in the conditions. What has
-- no condition for writing is closed to narrow writers. Every table with a `team_id` has these, or row-security.test.ts
-- fails; but for `team_slugs`, which holds each company's own names for its teams and which the other policies ask.
CREATE PROCEDURE narrow_table(name regclass, reads text, writes text DEFAULT 'false') LANGUAGE plpgsql AS $$
DECLARE
  may_read text := format('(SELECT app_whole()) OR ' || reads, '(SELECT app_reach())::text[]');
  may_write text := format('(SELECT app_whole()) OR ' || writes, '(SELECT app_post())::text[]');
BEGIN
  EXECUTE format('CREATE POLICY "narrow: read" ON %s AS RESTRICTIVE FOR SELECT USING (%s)', name, may_read);
  EXECUTE format('CREATE POLICY "narrow: add" ON %s AS RESTRICTIVE FOR INSERT WITH CHECK (%s)', name, may_write);
  EXECUTE format('CREATE POLICY "narrow: change" ON %s AS RESTRICTIVE FOR UPDATE USING (%s)', name, may_write);
  EXECUTE format('CREATE POLICY "narrow: delete" ON %s AS RESTRICTIVE FOR DELETE USING (%s)', name, may_write);
END $$;

-- The card of a team: what a message's author, their company and the thread's team are read from. Its head moves with
-- every post.
CALL narrow_table('teams', 'id = ANY((SELECT app_teams_of(%1$s))::text[])', 'id = ANY((SELECT app_teams_of(%1$s))::text[])');
CALL narrow_table('membership_intervals', 'team_id = ANY((SELECT app_teams_of(%1$s))::text[])');
CALL narrow_table('participants', 'team_id = ANY((SELECT app_teams_of(%1$s))::text[])');

-- A thread is opened in a team that may be posted in as a whole.
CALL narrow_table('threads', '(team_id = ANY(%1$s) OR id = ANY(%1$s))', 'team_id = ANY(%1$s)');
CALL narrow_table('thread_revisions', '(team_id = ANY(%1$s) OR thread_id = ANY(%1$s))');
CALL narrow_table('thread_audiences', '(team_id = ANY(%1$s) OR thread_id = ANY(%1$s))');
CALL narrow_table('messages', '(team_id = ANY(%1$s) OR thread_id = ANY(%1$s))', '(team_id = ANY(%1$s) OR thread_id = ANY(%1$s))');
CALL narrow_table('message_revisions', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))');
CALL narrow_table('message_mentions', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))');
CALL narrow_table('message_reactions', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))');
CALL narrow_table('hidden_messages', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))');

-- The log and the governance of a team are read with the team as a whole alone. Every post adds an event.
CALL narrow_table('team_events', 'team_id = ANY(%1$s)', 'team_id = ANY((SELECT app_teams_of(%1$s))::text[])');
CALL narrow_table('invitations', 'team_id = ANY(%1$s)');
CALL narrow_table('proposals', 'team_id = ANY(%1$s)');
CALL narrow_table('proposal_answers', 'team_id = ANY(%1$s)');

-- How far the caller itself has read is nobody else's business: it is marked wherever it may read.
CREATE POLICY "narrow: read" ON "read_markers" AS RESTRICTIVE
  USING ((SELECT app_whole()) OR team_id = ANY((SELECT app_reach())::text[]) OR thread_id = ANY((SELECT app_reach())::text[]));
