-- CreateEnum
CREATE TYPE "disclosure_state" AS ENUM ('PENDING', 'ACTIVE', 'REFUSED', 'ENDING', 'ENDED');

-- CreateEnum
CREATE TYPE "share_target_kind" AS ENUM ('DOCUMENT', 'PRIVATE_THREAD', 'AGENT');

-- AlterTable
ALTER TABLE "publications" ADD COLUMN     "idempotency_key" TEXT,
ADD COLUMN     "input_hash" TEXT,
ADD COLUMN     "problem" TEXT,
ADD COLUMN     "published_by" TEXT,
ADD COLUMN     "revoked_by" TEXT,
ADD COLUMN     "state" "disclosure_state" NOT NULL DEFAULT 'ACTIVE';

-- CreateTable
CREATE TABLE "shares" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "target_kind" "share_target_kind" NOT NULL,
    "target_id" TEXT NOT NULL,
    "range_from" INTEGER,
    "range_to" INTEGER,
    "excerpt_hash" TEXT,
    "fields" TEXT[],
    "note" TEXT,
    "shared_at" TIMESTAMPTZ(3) NOT NULL,
    "shared_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "state" "disclosure_state" NOT NULL,
    "problem" TEXT,
    "idempotency_key" TEXT,
    "input_hash" TEXT,

    CONSTRAINT "shares_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "escalations" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "private_thread_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "message_ids" TEXT[],
    "escalated_at" TIMESTAMPTZ(3) NOT NULL,
    "escalated_by" TEXT NOT NULL,
    "state" "disclosure_state" NOT NULL,
    "problem" TEXT,
    "idempotency_key" TEXT,
    "input_hash" TEXT,

    CONSTRAINT "escalations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "request_id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "subject_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT,
    "actor_subject" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),
    "refused_code" TEXT,
    "refused_message" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("request_id")
);

-- CreateTable
CREATE TABLE "disclosure_reads" (
    "disclosure_id" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disclosure_reads_pkey" PRIMARY KEY ("disclosure_id","company")
);

-- CreateIndex
CREATE UNIQUE INDEX "shares_idempotency_key_key" ON "shares"("idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "escalations_idempotency_key_key" ON "escalations"("idempotency_key");

-- CreateIndex
CREATE INDEX "outbox_done_at_next_attempt_at_idx" ON "outbox"("done_at", "next_attempt_at");

-- CreateIndex
CREATE INDEX "outbox_subject_id_position_idx" ON "outbox"("subject_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "publications_idempotency_key_key" ON "publications"("idempotency_key");


-- Rules that the schema language cannot say.
ALTER TABLE "shares" ADD CONSTRAINT "shares_range_check" CHECK (num_nonnulls("range_from", "range_to") IN (0, 2) AND "range_from" <= "range_to");
ALTER TABLE "shares" ADD CONSTRAINT "shares_expiry_check" CHECK ("expires_at" > "shared_at");
ALTER TABLE "shares" ADD CONSTRAINT "shares_revocation_check" CHECK ("revoked_at" >= "shared_at");
ALTER TABLE "disclosure_reads" ADD CONSTRAINT "disclosure_reads_count_check" CHECK ("count" > 0);
