-- DropIndex
DROP INDEX "private_messages_author_agent_id_idx";

-- DropIndex
DROP INDEX "private_messages_author_person_id_idx";

-- AlterTable
ALTER TABLE "notes" ADD COLUMN     "edited_at" TIMESTAMPTZ(3),
ADD COLUMN     "message_id" TEXT,
ALTER COLUMN "thread_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "private_messages" ADD COLUMN     "edited_at" TIMESTAMPTZ(3),
ADD COLUMN     "idempotency_key" TEXT,
ADD COLUMN     "on_behalf_of_id" TEXT,
ADD COLUMN     "redacted_at" TIMESTAMPTZ(3),
ADD COLUMN     "reply_to_id" TEXT,
ADD COLUMN     "search" tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, body)) STORED;

-- AlterTable
ALTER TABLE "private_threads" ADD COLUMN     "agent_loop_limit" INTEGER NOT NULL DEFAULT 8,
ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "opened_by_id" TEXT;

-- CreateTable
CREATE TABLE "private_revisions" (
    "message_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "private_revisions_pkey" PRIMARY KEY ("message_id","number")
);

-- CreateTable
CREATE TABLE "private_mentions" (
    "message_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "agent_id" TEXT,
    "person_id" TEXT,

    CONSTRAINT "private_mentions_pkey" PRIMARY KEY ("message_id","place")
);

-- CreateTable
CREATE TABLE "private_reactions" (
    "id" BIGSERIAL NOT NULL,
    "message_id" TEXT NOT NULL,
    "emoji" TEXT NOT NULL,
    "agent_id" TEXT,
    "person_id" TEXT,

    CONSTRAINT "private_reactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "private_read_markers" (
    "thread_id" TEXT NOT NULL,
    "reader_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "private_read_markers_pkey" PRIMARY KEY ("thread_id","reader_id")
);

-- CreateIndex
CREATE INDEX "private_mentions_agent_id_idx" ON "private_mentions"("agent_id");

-- CreateIndex
CREATE INDEX "private_mentions_person_id_idx" ON "private_mentions"("person_id");

-- CreateIndex
CREATE INDEX "private_reactions_agent_id_idx" ON "private_reactions"("agent_id");

-- CreateIndex
CREATE INDEX "private_reactions_person_id_idx" ON "private_reactions"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "private_reactions_message_id_emoji_agent_id_key" ON "private_reactions"("message_id", "emoji", "agent_id");

-- CreateIndex
CREATE UNIQUE INDEX "private_reactions_message_id_emoji_person_id_key" ON "private_reactions"("message_id", "emoji", "person_id");

-- CreateIndex
CREATE INDEX "notes_message_id_created_at_id_idx" ON "notes"("message_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "private_messages_reply_to_id_idx" ON "private_messages"("reply_to_id");

-- CreateIndex
CREATE INDEX "private_messages_on_behalf_of_id_idx" ON "private_messages"("on_behalf_of_id");

-- CreateIndex
CREATE INDEX "private_messages_search_idx" ON "private_messages" USING GIN ("search");

-- CreateIndex
CREATE UNIQUE INDEX "private_messages_author_agent_id_idempotency_key_key" ON "private_messages"("author_agent_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "private_messages_author_person_id_idempotency_key_key" ON "private_messages"("author_person_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "private_threads_opened_by_id_idx" ON "private_threads"("opened_by_id");

-- AddForeignKey
ALTER TABLE "private_threads" ADD CONSTRAINT "private_threads_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_reply_to_id_fkey" FOREIGN KEY ("reply_to_id") REFERENCES "private_messages"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_on_behalf_of_id_fkey" FOREIGN KEY ("on_behalf_of_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_revisions" ADD CONSTRAINT "private_revisions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "private_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_mentions" ADD CONSTRAINT "private_mentions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "private_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_mentions" ADD CONSTRAINT "private_mentions_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_mentions" ADD CONSTRAINT "private_mentions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_reactions" ADD CONSTRAINT "private_reactions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "private_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_reactions" ADD CONSTRAINT "private_reactions_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_reactions" ADD CONSTRAINT "private_reactions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "private_read_markers" ADD CONSTRAINT "private_read_markers_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "private_threads"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rules that the schema language cannot say.
ALTER TABLE "private_threads" ADD CONSTRAINT "private_threads_agent_loop_limit_check" CHECK ("agent_loop_limit" BETWEEN 1 AND 100);
ALTER TABLE "private_messages" ADD CONSTRAINT "private_messages_redaction_check" CHECK ("redacted_at" IS NULL OR "body" = '');
ALTER TABLE "private_mentions" ADD CONSTRAINT "private_mentions_colleague_check" CHECK (num_nonnulls("agent_id", "person_id") = 1);
ALTER TABLE "private_reactions" ADD CONSTRAINT "private_reactions_colleague_check" CHECK (num_nonnulls("agent_id", "person_id") = 1);
ALTER TABLE "notes" ADD CONSTRAINT "notes_subject_check" CHECK (num_nonnulls("thread_id", "message_id") = 1);
