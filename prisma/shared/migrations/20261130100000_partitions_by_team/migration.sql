-- Messages and events lie in sixteen parts each, by a hash of the team: see docs/adr/0033-partitions-by-team.md.
--
-- The first part makes the new tables beside the old ones. The second copies what is not there yet, and puts them in the
-- old ones' place, all in one transaction. A large database has the first part done and its rows copied while the
-- programs run: see docs/scale.md and prisma/shared/partition-ahead.ts, which reads this file up to the second part.
SELECT set_config('app.operator', 'maintenance', true);

DO $$
DECLARE
  whole text;
  part regclass;
  given record;
BEGIN
  IF to_regclass('messages_partitioned') IS NOT NULL THEN
    RETURN;
  END IF;

  CREATE TABLE "messages_partitioned" (LIKE "messages" INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED,
    CONSTRAINT "messages_partitioned_pkey" PRIMARY KEY ("id", "team_id")) PARTITION BY HASH ("team_id");
  CREATE TABLE "team_events_partitioned" (LIKE "team_events" INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED,
    CONSTRAINT "team_events_partitioned_pkey" PRIMARY KEY ("team_id", "sequence")) PARTITION BY HASH ("team_id");

  -- Who writes a statement against the tables is bound by their policies. The parts have none but for maintenance, and
  -- nobody is given a right to them, so that there is no way around.
  FOREACH whole IN ARRAY ARRAY['messages', 'team_events'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', whole || '_partitioned');
    EXECUTE format('CREATE POLICY "maintenance" ON %I TO CURRENT_USER USING (app_operator() = ''maintenance'')', whole || '_partitioned');
    FOR given IN SELECT acl.privilege_type AS what, acl.grantee FROM pg_class AS c, aclexplode(c.relacl) AS acl
      WHERE c.oid = whole::regclass AND acl.grantee <> c.relowner LOOP
      EXECUTE format('GRANT %s ON %I TO %s', given.what, whole || '_partitioned',
        CASE WHEN given.grantee = 0 THEN 'PUBLIC' ELSE given.grantee::regrole::text END);
    END LOOP;
    FOR remainder IN 0..15 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
        format('%s_%s', whole, lpad(remainder::text, 2, '0')), whole || '_partitioned', remainder);
      part := format('%s_%s', whole, lpad(remainder::text, 2, '0'))::regclass;
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
      EXECUTE format('CREATE POLICY "maintenance" ON %s TO CURRENT_USER USING (app_operator() = ''maintenance'')', part);
      FOR given IN SELECT DISTINCT acl.grantee FROM pg_class AS c, aclexplode(c.relacl) AS acl
        WHERE c.oid = part AND acl.grantee <> c.relowner LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s', part,
          CASE WHEN given.grantee = 0 THEN 'PUBLIC' ELSE given.grantee::regrole::text END);
      END LOOP;
    END LOOP;
  END LOOP;

  CREATE UNIQUE INDEX "messages_partitioned_id_thread_id_team_id_key" ON "messages_partitioned" ("id", "thread_id", "team_id");
  CREATE UNIQUE INDEX "messages_partitioned_team_id_sequence_key" ON "messages_partitioned" ("team_id", "sequence");
  CREATE UNIQUE INDEX "messages_partitioned_author_id_idempotency_key_team_id_key" ON "messages_partitioned" ("author_id", "idempotency_key", "team_id");
  CREATE INDEX "messages_partitioned_thread_id_sequence_idx" ON "messages_partitioned" ("thread_id", "sequence");
  CREATE UNIQUE INDEX "team_events_partitioned_id_team_id_key" ON "team_events_partitioned" ("id", "team_id");

  ALTER TABLE "messages_partitioned" ADD CONSTRAINT "messages_thread_id_team_id_fkey" FOREIGN KEY ("thread_id", "team_id") REFERENCES "threads"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
  ALTER TABLE "messages_partitioned" ADD CONSTRAINT "messages_author_id_team_id_fkey" FOREIGN KEY ("author_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
  ALTER TABLE "messages_partitioned" ADD CONSTRAINT "messages_on_behalf_of_id_team_id_fkey" FOREIGN KEY ("on_behalf_of_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
  ALTER TABLE "messages_partitioned" ADD CONSTRAINT "messages_reply_to_id_thread_id_team_id_fkey" FOREIGN KEY ("reply_to_id", "thread_id", "team_id") REFERENCES "messages_partitioned"("id", "thread_id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
  ALTER TABLE "team_events_partitioned" ADD CONSTRAINT "team_events_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

  -- The second wall, as it was: see 20261122181000_row_security, 20261122191500_deletion and 20261122202500_narrow_reach.
  CREATE POLICY "read" ON "messages_partitioned" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
  CREATE POLICY "add" ON "messages_partitioned" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[])
    AND (app_company() IS NULL OR EXISTS (SELECT FROM "participants" AS p
      WHERE p.id = "messages_partitioned".author_id AND p.company_slug = app_company())));
  CREATE POLICY "change" ON "messages_partitioned" FOR UPDATE USING (EXISTS (SELECT FROM "participants" AS p
    WHERE p.id = "messages_partitioned".author_id AND p.company_slug = app_company()));
  CREATE POLICY "read" ON "team_events_partitioned" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
  CREATE POLICY "add" ON "team_events_partitioned" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[])
    AND ("company_slug" IS NULL OR "company_slug" = COALESCE(app_company(), "company_slug")));
  -- What compares with one team, found once, is not asked anew in each part.
  FOREACH whole IN ARRAY ARRAY['messages_partitioned', 'team_events_partitioned'] LOOP
    EXECUTE format('CREATE POLICY "empty" ON %I FOR DELETE
      USING ("team_id" = (SELECT t.id FROM "teams" AS t WHERE t.id = app_team() AND t.deleted_at IS NOT NULL))', whole);
    EXECUTE format('CREATE POLICY "empty: see" ON %I FOR SELECT
      USING ("team_id" = (SELECT t.id FROM "teams" AS t WHERE t.id = app_team() AND t.deleted_at IS NOT NULL))', whole);
  END LOOP;
  CALL narrow_table('messages_partitioned', '(team_id = ANY(%1$s) OR thread_id = ANY(%1$s))', '(team_id = ANY(%1$s) OR thread_id = ANY(%1$s))');
  CALL narrow_table('team_events_partitioned', 'team_id = ANY(%1$s)', 'team_id = ANY((SELECT app_teams_of(%1$s))::text[])');

  -- The teams whose rows were copied ahead.
  CREATE TABLE "partitioned_teams" ("team_id" TEXT NOT NULL PRIMARY KEY);
  ALTER TABLE "partitioned_teams" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY "maintenance" ON "partitioned_teams" TO CURRENT_USER USING (app_operator() = 'maintenance');
END $$;

-- The second part.
LOCK TABLE "messages", "team_events" IN ACCESS EXCLUSIVE MODE;

DO $$
DECLARE
  whole text;
  columns text;
  before bigint;
  after bigint;
BEGIN
  FOREACH whole IN ARRAY ARRAY['messages', 'team_events'] LOOP
    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO columns FROM pg_attribute AS a
      WHERE a.attrelid = whole::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
    -- A team that came since may be there already.
    EXECUTE format('INSERT INTO %2$I (%3$s) SELECT %3$s FROM %1$I AS w
      WHERE NOT EXISTS (SELECT FROM "partitioned_teams" AS c WHERE c.team_id = w.team_id) ON CONFLICT DO NOTHING',
      whole, whole || '_partitioned', columns);
    EXECUTE format('SELECT count(*) FROM %I', whole) INTO before;
    EXECUTE format('SELECT count(*) FROM %I', whole || '_partitioned') INTO after;
    IF before <> after THEN
      RAISE EXCEPTION '% has % rows, and its parts have %: nothing was changed', whole, before, after;
    END IF;
  END LOOP;
END $$;

-- What refers to a message.
ALTER TABLE "message_revisions" DROP CONSTRAINT "message_revisions_message_id_team_id_fkey",
  ADD CONSTRAINT "message_revisions_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages_partitioned"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "message_mentions" DROP CONSTRAINT "message_mentions_message_id_team_id_fkey",
  ADD CONSTRAINT "message_mentions_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages_partitioned"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "message_reactions" DROP CONSTRAINT "message_reactions_message_id_team_id_fkey",
  ADD CONSTRAINT "message_reactions_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages_partitioned"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "hidden_messages" DROP CONSTRAINT "hidden_messages_message_id_team_id_fkey",
  ADD CONSTRAINT "hidden_messages_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages_partitioned"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "message_shares" DROP CONSTRAINT "message_shares_message_id_team_id_fkey",
  ADD CONSTRAINT "message_shares_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages_partitioned"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What asks for a message: with its team, so that one part is looked at.
CREATE FUNCTION app_message_in(message text, team text, ids text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE COST 1
  RETURN EXISTS (SELECT FROM messages_partitioned AS m WHERE m.id = message AND m.team_id = team AND (m.team_id = ANY(ids) OR m.thread_id = ANY(ids)));
CREATE OR REPLACE FUNCTION app_share_in(share text, ids text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE COST 1
  RETURN EXISTS (SELECT FROM message_shares AS ms WHERE ms.share_id = share AND app_message_in(ms.message_id, ms.team_id, ids));

DO $$
DECLARE
  part text;
  own text;
  command text;
BEGIN
  FOREACH part IN ARRAY ARRAY['message_revisions', 'message_mentions', 'message_reactions', 'hidden_messages', 'message_shares'] LOOP
    FOREACH command IN ARRAY ARRAY['read', 'add', 'change', 'delete'] LOOP
      EXECUTE format('DROP POLICY %I ON %I', 'narrow: ' || command, part);
    END LOOP;
  END LOOP;
  FOREACH part IN ARRAY ARRAY['message_revisions', 'message_mentions', 'message_reactions', 'message_shares'] LOOP
    CALL narrow_table(part::regclass, '(team_id = ANY(%1$s) OR app_message_in(message_id, team_id, %1$s))', '(team_id = ANY(%1$s) OR app_message_in(message_id, team_id, %1$s))');
  END LOOP;
  CALL narrow_table('hidden_messages', '(team_id = ANY(%1$s) OR app_message_in(message_id, team_id, %1$s))');

  -- A company changes what its own participants said. Redaction deletes.
  FOREACH part IN ARRAY ARRAY['message_revisions', 'message_mentions', 'message_shares'] LOOP
    own := format('EXISTS (SELECT FROM "messages_partitioned" AS m JOIN "participants" AS p ON p.id = m.author_id
      WHERE m.id = %1$I.message_id AND m.team_id = %1$I.team_id AND p.company_slug = app_company())', part);
    EXECUTE format('DROP POLICY "delete" ON %I', part);
    EXECUTE format('CREATE POLICY "delete" ON %I FOR DELETE USING (%s)', part, own);
    EXECUTE format('DROP POLICY "add" ON %I', part);
    EXECUTE format('CREATE POLICY "add" ON %1$I FOR INSERT WITH CHECK (%2$s%3$s)', part, own, CASE part
      WHEN 'message_revisions' THEN ' AND EXISTS (SELECT FROM "participants" AS p
        WHERE p.id = "message_revisions".editor_id AND p.company_slug = app_company())'
      WHEN 'message_shares' THEN ' AND EXISTS (SELECT FROM "shares" AS s
        WHERE s.id = "message_shares".share_id AND s.company_slug = app_company())'
      ELSE '' END);
  END LOOP;
END $$;

DROP FUNCTION app_message_in(text, text[]);
DROP TABLE "messages", "team_events", "partitioned_teams";
DROP FUNCTION IF EXISTS copy_to_parts();

ALTER TABLE "messages_partitioned" RENAME TO "messages";
ALTER INDEX "messages_partitioned_pkey" RENAME TO "messages_pkey";
ALTER INDEX "messages_partitioned_id_thread_id_team_id_key" RENAME TO "messages_id_thread_id_team_id_key";
ALTER INDEX "messages_partitioned_team_id_sequence_key" RENAME TO "messages_team_id_sequence_key";
ALTER INDEX "messages_partitioned_author_id_idempotency_key_team_id_key" RENAME TO "messages_author_id_idempotency_key_team_id_key";
ALTER INDEX "messages_partitioned_thread_id_sequence_idx" RENAME TO "messages_thread_id_sequence_idx";
ALTER TABLE "team_events_partitioned" RENAME TO "team_events";
ALTER INDEX "team_events_partitioned_pkey" RENAME TO "team_events_pkey";
ALTER INDEX "team_events_partitioned_id_team_id_key" RENAME TO "team_events_id_team_id_key";

-- An id is one message's, whatever its team: unique keys of parts cannot say so. Ids that the shared layer makes carry 80
-- random bits; one that a company chose is held until the transaction ends, and looked for beyond the second wall. The
-- answer is what the unique key told before: whether it is in use.
CREATE FUNCTION app_message_ids_are_free(ids text[]) RETURNS boolean LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  operator text := COALESCE(current_setting('app.operator', true), '');
  taken boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(chosen.id, 33)) FROM (SELECT unnest(ids) AS id ORDER BY 1) AS chosen;
  PERFORM set_config('app.operator', 'maintenance', true);
  taken := EXISTS (SELECT FROM messages AS m WHERE m.id = ANY(ids));
  PERFORM set_config('app.operator', operator, true);
  RETURN NOT taken;
END $$;

-- Pages of what is ordered by sequence, of one team. Within a larger statement PostgreSQL does not know that one part is
-- left: it takes sixteen, guesses that few rows fit the range, and reads and sorts all of them; here it has no choice but
-- to walk one index as far as the page goes. Policies are asked as ever: of the caller, within. `heard` are the ranges of
-- a restricted thread's audience, null for one that is none.
CREATE FUNCTION messages_between(team text, thread text, first int, last int, heard int4range[], backward boolean, most int)
  RETURNS SETOF messages LANGUAGE plpgsql STABLE ROWS 50
  SET plan_cache_mode = force_generic_plan SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
  IF backward THEN
    RETURN QUERY SELECT m.* FROM messages AS m
      WHERE m.team_id = team AND m.thread_id = thread AND m.sequence BETWEEN first AND last AND (heard IS NULL OR m.sequence <@ ANY (heard))
      ORDER BY m.sequence DESC LIMIT most;
  ELSE
    RETURN QUERY SELECT m.* FROM messages AS m
      WHERE m.team_id = team AND m.thread_id = thread AND m.sequence BETWEEN first AND last AND (heard IS NULL OR m.sequence <@ ANY (heard))
      ORDER BY m.sequence LIMIT most;
  END IF;
END $$;
CREATE FUNCTION team_events_between(team text, first int, last int, backward boolean, most int)
  RETURNS SETOF team_events LANGUAGE plpgsql STABLE ROWS 50
  SET plan_cache_mode = force_generic_plan SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
  IF backward THEN
    RETURN QUERY SELECT e.* FROM team_events AS e
      WHERE e.team_id = team AND e.sequence BETWEEN first AND last ORDER BY e.sequence DESC LIMIT most;
  ELSE
    RETURN QUERY SELECT e.* FROM team_events AS e
      WHERE e.team_id = team AND e.sequence BETWEEN first AND last ORDER BY e.sequence LIMIT most;
  END IF;
END $$;

-- Autovacuum looks after the parts, and never at the whole.
ANALYZE "messages", "team_events";
