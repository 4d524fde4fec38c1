-- CreateEnum
CREATE TYPE "private_thread_event_kind" AS ENUM ('THREAD_CREATED', 'THREAD_RENAMED', 'THREAD_ARCHIVED', 'THREAD_UNARCHIVED', 'MESSAGE_POSTED', 'MESSAGE_EDITED', 'MESSAGE_REDACTED', 'REACTION_ADDED', 'REACTION_REMOVED');

-- CreateTable
CREATE TABLE "private_thread_events" (
    "thread_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" "private_thread_event_kind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "message_id" TEXT,
    "actor_id" TEXT,

    CONSTRAINT "private_thread_events_pkey" PRIMARY KEY ("thread_id","sequence")
);

-- CreateIndex
CREATE INDEX "private_thread_events_message_id_idx" ON "private_thread_events"("message_id");

-- AddForeignKey
ALTER TABLE "private_thread_events" ADD CONSTRAINT "private_thread_events_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "private_threads"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_thread_events" ADD CONSTRAINT "private_thread_events_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "private_messages"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Rules that Prisma has no word for.
ALTER TABLE "private_thread_events" ADD CONSTRAINT "private_thread_events_sequence_check" CHECK ("sequence" >= 1);
ALTER TABLE "private_thread_events" ADD CONSTRAINT "private_thread_events_message_check" CHECK (("message_id" IS NULL) = ("kind"::text LIKE 'THREAD_%'));

-- Threads from before the log was kept begin with what is known of them: their opening, and what was posted.
INSERT INTO "private_thread_events" ("thread_id", "sequence", "kind", "at", "message_id", "actor_id")
  SELECT "id", 1, 'THREAD_CREATED'::"private_thread_event_kind", "created_at", NULL, "opened_by_id" FROM "private_threads"
  UNION ALL
  SELECT "thread_id", 1 + row_number() OVER (PARTITION BY "thread_id" ORDER BY "sequence"), 'MESSAGE_POSTED', "created_at", "id",
    COALESCE("author_agent_id", "author_person_id") FROM "private_messages";

-- Whoever changes how somebody stands, by this program or by hand, tells the streams of it once it is committed: they
-- ask again who may read on.
CREATE FUNCTION tell_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('private_streams', COALESCE(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE TRIGGER "tell_standing" AFTER UPDATE OF "status", "subject" ON "people"
  FOR EACH ROW EXECUTE FUNCTION tell_standing('id');
CREATE TRIGGER "tell_standing" AFTER UPDATE OF "status", "subject" ON "agents"
  FOR EACH ROW EXECUTE FUNCTION tell_standing('id');
CREATE TRIGGER "tell_standing" AFTER INSERT OR UPDATE OR DELETE ON "agent_permissions"
  FOR EACH ROW EXECUTE FUNCTION tell_standing('agent_id');
CREATE TRIGGER "tell_standing" AFTER UPDATE OF "revoked_at" ON "agent_credentials"
  FOR EACH ROW EXECUTE FUNCTION tell_standing('agent_id');
