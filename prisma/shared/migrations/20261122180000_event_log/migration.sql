-- CreateTable
CREATE TABLE "team_events" (
    "team_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "company_slug" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "team_events_pkey" PRIMARY KEY ("team_id","sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "team_events_id_key" ON "team_events"("id");

-- AddForeignKey
ALTER TABLE "team_events" ADD CONSTRAINT "team_events_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "teams" ADD COLUMN "last_hash" TEXT NOT NULL DEFAULT repeat('0', 64);
ALTER TABLE "teams" ALTER COLUMN "last_hash" DROP DEFAULT;

-- AlterTable: 122 random bits for each message that is there already.
ALTER TABLE "messages" ADD COLUMN "body_salt" TEXT NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '');
ALTER TABLE "messages" ALTER COLUMN "body_salt" DROP DEFAULT;

-- Rules that Prisma has no word for. A team is added at sequence 0, and its first event takes it to 1.
ALTER TABLE "teams" DROP CONSTRAINT "teams_last_sequence_check";
ALTER TABLE "teams" ADD CONSTRAINT "teams_last_sequence_check" CHECK ("last_sequence" >= 0);
ALTER TABLE "teams" ADD CONSTRAINT "teams_last_hash_check" CHECK ("last_hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "messages" ADD CONSTRAINT "messages_body_salt_check" CHECK ("body_salt" ~ '^[0-9a-f]{32}$');
ALTER TABLE "team_events" ADD CONSTRAINT "team_events_sequence_check" CHECK ("sequence" >= 1);
ALTER TABLE "team_events" ADD CONSTRAINT "team_events_kind_check" CHECK ("kind" ~ '^[A-Z][A-Z_]{1,62}$');
ALTER TABLE "team_events" ADD CONSTRAINT "team_events_hash_check" CHECK ("previous_hash" ~ '^[0-9a-f]{64}$' AND "hash" ~ '^[0-9a-f]{64}$');

-- An event of kind IMPORTED for every change made before the log: what took the sequence, and of a message the hash of
-- its salted body. The canonical form is that of subgraphs/shared/events/event-rules.ts; the test of this migration
-- checks the chain with it. to_json escapes texts as ECMAScript's JSON does.
DO $$
DECLARE
  change record;
  head text := repeat('0', 64);
  payload text;
  event_id text;
  chained text;
BEGIN
  FOR change IN
    SELECT t.id AS team_id, s.sequence, subject.*, COALESCE(a.company_slug, p.company_slug) AS company_slug,
      to_char(COALESCE(m.created_at, th.created_at, t.created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
      encode(sha256(convert_to(m.body_salt || m.body, 'UTF8')), 'hex') AS body_hash
    FROM teams AS t CROSS JOIN LATERAL generate_series(1, t.last_sequence) AS s (sequence)
    LEFT JOIN messages AS m ON m.team_id = t.id AND m.sequence = s.sequence
    LEFT JOIN threads AS th ON th.team_id = t.id AND th.created_sequence = s.sequence
    LEFT JOIN participants AS p ON p.team_id = t.id AND p.joined_sequence = s.sequence
    LEFT JOIN participants AS a ON a.team_id = t.id AND a.id = COALESCE(m.author_id, th.created_by)
    CROSS JOIN LATERAL (SELECT
      CASE WHEN m.id IS NOT NULL THEN 'MESSAGE' WHEN th.id IS NOT NULL THEN 'THREAD'
        WHEN p.id IS NOT NULL THEN 'PARTICIPANT' ELSE 'TEAM' END AS of,
      COALESCE(m.id, th.id, p.id, t.id) AS id, COALESCE(m.author_id, th.created_by) AS actor_id) AS subject
    ORDER BY t.id, s.sequence
  LOOP
    IF change.sequence = 1 THEN head := repeat('0', 64); END IF;
    payload := format('{%s"id":%s,"of":"%s"}',
      COALESCE('"bodyHash":"' || change.body_hash || '",', ''), to_json(change.id), change.of);
    -- Upper-case hex is a part of the alphabet of ULIDs.
    event_id := 'evt_0' || upper(left(encode(sha256(convert_to(change.team_id || ':' || change.sequence, 'UTF8')), 'hex'), 25));
    chained := encode(sha256(convert_to(head || format(
      '{"actor":%s,"at":"%s","company":%s,"id":"%s","kind":"IMPORTED","payload":%s,"sequence":%s,"team":%s}',
      COALESCE(to_json(change.actor_id)::text, 'null'), change.at, COALESCE(to_json(change.company_slug)::text, 'null'),
      event_id, payload, change.sequence, to_json(change.team_id)), 'UTF8')), 'hex');
    INSERT INTO team_events (team_id, sequence, id, kind, actor_id, company_slug, at, payload, previous_hash, hash)
    VALUES (change.team_id, change.sequence, event_id, 'IMPORTED', change.actor_id, change.company_slug,
      change.at::timestamptz, payload, head, chained);
    UPDATE teams SET last_hash = chained WHERE id = change.team_id AND last_sequence = change.sequence;
    head := chained;
  END LOOP;
END $$;
