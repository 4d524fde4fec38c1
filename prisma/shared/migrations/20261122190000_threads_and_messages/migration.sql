-- CreateEnum
CREATE TYPE "thread_state" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "thread_visibility" AS ENUM ('OPEN', 'RESTRICTED');

-- CreateEnum
CREATE TYPE "message_kind" AS ENUM ('TEXT', 'SYSTEM', 'AGENT_STATUS');

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "is_edited" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "kind" "message_kind" NOT NULL DEFAULT 'TEXT',
ADD COLUMN     "on_behalf_of_id" TEXT,
ADD COLUMN     "redacted_at" TIMESTAMPTZ(3),
ADD COLUMN     "reply_to_id" TEXT,
ADD COLUMN     "search" tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, body)) STORED;

-- AlterTable
ALTER TABLE "teams" ADD COLUMN     "agent_loop_limit" INTEGER NOT NULL DEFAULT 8;

-- AlterTable
ALTER TABLE "threads" ADD COLUMN     "has_audiences" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "thread_revisions" (
    "thread_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "state" "thread_state" NOT NULL,
    "visibility" "thread_visibility" NOT NULL,

    CONSTRAINT "thread_revisions_pkey" PRIMARY KEY ("thread_id","sequence")
);

-- CreateTable
CREATE TABLE "thread_audiences" (
    "id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "participant_id" TEXT,
    "company_slug" TEXT,
    "from_sequence" INTEGER NOT NULL,
    "to_sequence" INTEGER,

    CONSTRAINT "thread_audiences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "read_markers" (
    "thread_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "read_markers_pkey" PRIMARY KEY ("thread_id","company_slug","subject")
);

-- CreateTable
CREATE TABLE "message_revisions" (
    "message_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "body_salt" TEXT NOT NULL,
    "editor_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "search" tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, body)) STORED,

    CONSTRAINT "message_revisions_pkey" PRIMARY KEY ("message_id","sequence")
);

-- CreateTable
CREATE TABLE "message_mentions" (
    "message_id" TEXT NOT NULL,
    "participant_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,

    CONSTRAINT "message_mentions_pkey" PRIMARY KEY ("message_id","participant_id")
);

-- CreateTable
CREATE TABLE "message_reactions" (
    "message_id" TEXT NOT NULL,
    "participant_id" TEXT NOT NULL,
    "emoji" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "removed_sequence" INTEGER,
    "team_id" TEXT NOT NULL,

    CONSTRAINT "message_reactions_pkey" PRIMARY KEY ("message_id","participant_id","emoji","sequence")
);

-- CreateTable
CREATE TABLE "hidden_messages" (
    "message_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hidden_messages_pkey" PRIMARY KEY ("message_id","company_slug")
);

-- CreateIndex
CREATE INDEX "thread_audiences_thread_id_company_slug_idx" ON "thread_audiences"("thread_id", "company_slug");

-- CreateIndex
CREATE UNIQUE INDEX "thread_audiences_present_key" ON "thread_audiences"("thread_id", "participant_id") WHERE (to_sequence IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "message_reactions_present_key" ON "message_reactions"("message_id", "participant_id", "emoji") WHERE (removed_sequence IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "messages_id_team_id_key" ON "messages"("id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_id_thread_id_key" ON "messages"("id", "thread_id");

-- AddForeignKey
ALTER TABLE "thread_revisions" ADD CONSTRAINT "thread_revisions_thread_id_team_id_fkey" FOREIGN KEY ("thread_id", "team_id") REFERENCES "threads"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_audiences" ADD CONSTRAINT "thread_audiences_thread_id_team_id_fkey" FOREIGN KEY ("thread_id", "team_id") REFERENCES "threads"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thread_audiences" ADD CONSTRAINT "thread_audiences_participant_id_team_id_fkey" FOREIGN KEY ("participant_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "read_markers" ADD CONSTRAINT "read_markers_thread_id_team_id_fkey" FOREIGN KEY ("thread_id", "team_id") REFERENCES "threads"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_on_behalf_of_id_team_id_fkey" FOREIGN KEY ("on_behalf_of_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_reply_to_id_thread_id_fkey" FOREIGN KEY ("reply_to_id", "thread_id") REFERENCES "messages"("id", "thread_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_editor_id_team_id_fkey" FOREIGN KEY ("editor_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_mentions" ADD CONSTRAINT "message_mentions_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_mentions" ADD CONSTRAINT "message_mentions_participant_id_team_id_fkey" FOREIGN KEY ("participant_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_reactions" ADD CONSTRAINT "message_reactions_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_reactions" ADD CONSTRAINT "message_reactions_participant_id_team_id_fkey" FOREIGN KEY ("participant_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hidden_messages" ADD CONSTRAINT "hidden_messages_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that Prisma has no word for. A tombstone has neither text nor salt.
ALTER TABLE "messages" DROP CONSTRAINT "messages_body_check";
ALTER TABLE "messages" DROP CONSTRAINT "messages_body_salt_check";
ALTER TABLE "messages" ADD CONSTRAINT "messages_body_check" CHECK (CASE WHEN "redacted_at" IS NULL
  THEN octet_length("body") BETWEEN 1 AND 65536 AND "body_salt" ~ '^[0-9a-f]{32}$' ELSE "body" = '' AND "body_salt" = '' END);
ALTER TABLE "teams" ADD CONSTRAINT "teams_agent_loop_limit_check" CHECK ("agent_loop_limit" BETWEEN 1 AND 1000);
ALTER TABLE "thread_revisions" ADD CONSTRAINT "thread_revisions_sequence_check" CHECK ("sequence" >= 1);
ALTER TABLE "thread_audiences" ADD CONSTRAINT "thread_audiences_range_check" CHECK ("from_sequence" >= 1 AND ("to_sequence" IS NULL OR "to_sequence" >= "from_sequence"));
ALTER TABLE "thread_audiences" ADD CONSTRAINT "thread_audiences_company_check" CHECK (("participant_id" IS NULL) = ("company_slug" IS NULL));
ALTER TABLE "read_markers" ADD CONSTRAINT "read_markers_sequence_check" CHECK ("sequence" >= 0);
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_body_check" CHECK (octet_length("body") BETWEEN 1 AND 65536 AND "body_salt" ~ '^[0-9a-f]{32}$');
ALTER TABLE "message_reactions" ADD CONSTRAINT "message_reactions_emoji_check" CHECK (octet_length("emoji") BETWEEN 1 AND 64);
ALTER TABLE "message_reactions" ADD CONSTRAINT "message_reactions_range_check" CHECK ("sequence" >= 1 AND ("removed_sequence" IS NULL OR "removed_sequence" > "sequence"));

-- The second wall: see 20261122181000_row_security.
ALTER TABLE "thread_revisions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "thread_audiences" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "message_revisions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "message_mentions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "message_reactions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "read_markers" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "hidden_messages" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY "maintenance" ON "thread_revisions" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "thread_audiences" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "message_revisions" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "message_mentions" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "message_reactions" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "read_markers" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "hidden_messages" TO CURRENT_USER USING (app_operator() = 'maintenance');

-- What belongs to a team: open to its companies, past and present, and to a transaction that has opened it.
CREATE POLICY "read" ON "thread_revisions" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "read" ON "thread_audiences" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "read" ON "message_revisions" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "read" ON "message_mentions" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "read" ON "message_reactions" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "thread_revisions" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "thread_audiences" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "change" ON "thread_audiences" FOR UPDATE USING ("team_id" = ANY ((SELECT app_teams())::text[]));

-- A company changes what its own participants said, and reacts with their voice only. Redaction deletes.
CREATE POLICY "add" ON "message_revisions" FOR INSERT WITH CHECK (EXISTS (SELECT FROM "participants" AS p
  WHERE p.id = "message_revisions".editor_id AND p.company_slug = app_company()) AND EXISTS (SELECT FROM "messages" AS m JOIN "participants" AS p ON p.id = m.author_id
  WHERE m.id = "message_revisions".message_id AND p.company_slug = app_company()));
CREATE POLICY "delete" ON "message_revisions" FOR DELETE USING (EXISTS (SELECT FROM "messages" AS m JOIN "participants" AS p ON p.id = m.author_id
  WHERE m.id = "message_revisions".message_id AND p.company_slug = app_company()));
CREATE POLICY "add" ON "message_mentions" FOR INSERT WITH CHECK (EXISTS (SELECT FROM "messages" AS m JOIN "participants" AS p ON p.id = m.author_id
  WHERE m.id = "message_mentions".message_id AND p.company_slug = app_company()));
CREATE POLICY "delete" ON "message_mentions" FOR DELETE USING (EXISTS (SELECT FROM "messages" AS m JOIN "participants" AS p ON p.id = m.author_id
  WHERE m.id = "message_mentions".message_id AND p.company_slug = app_company()));
CREATE POLICY "add" ON "message_reactions" FOR INSERT WITH CHECK (EXISTS (SELECT FROM "participants" AS p
  WHERE p.id = "message_reactions".participant_id AND p.company_slug = app_company()) AND ("team_id" = ANY ((SELECT app_teams())::text[])));
CREATE POLICY "change" ON "message_reactions" FOR UPDATE USING (EXISTS (SELECT FROM "participants" AS p
  WHERE p.id = "message_reactions".participant_id AND p.company_slug = app_company()));

-- A company's own business: nobody else's reads or writes.
CREATE POLICY "own" ON "read_markers" USING ("company_slug" = app_company());
CREATE POLICY "own" ON "hidden_messages" USING ("company_slug" = app_company());
