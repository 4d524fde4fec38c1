-- How long messages are kept, and what a company keeps for itself of what others erase: docs/adr/0034.

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "expired" BOOLEAN NOT NULL DEFAULT false;

-- Invitations from before said that nothing is deleted by itself: what they agreed on is not enforced.
-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "retention_enforced" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "retention_settings" (
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retention_settings_pkey" PRIMARY KEY ("team_id","company_slug")
);

-- CreateTable
CREATE TABLE "legal_holds" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "from_sequence" INTEGER NOT NULL,
    "to_sequence" INTEGER,
    "reason" TEXT NOT NULL,
    "custodians" TEXT[],
    "placed_by" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "released_by" TEXT,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "legal_holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "held_messages" (
    "company_slug" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "held_at" TIMESTAMPTZ(3) NOT NULL,
    "texts" JSONB NOT NULL,

    CONSTRAINT "held_messages_pkey" PRIMARY KEY ("company_slug","message_id")
);

-- CreateTable
CREATE TABLE "legal_hold_events" (
    "hold_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT,
    "messages" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legal_hold_events_pkey" PRIMARY KEY ("hold_id","number")
);

-- CreateIndex
CREATE INDEX IF NOT EXISTS "messages_kept_idx" ON "messages"("team_id", "created_at") WHERE (redacted_at IS NULL);

-- CreateIndex
CREATE INDEX "legal_holds_team_id_idx" ON "legal_holds"("team_id");

-- CreateIndex
CREATE INDEX "held_messages_company_slug_team_id_sequence_idx" ON "held_messages"("company_slug", "team_id", "sequence");

-- AddForeignKey
ALTER TABLE "retention_settings" ADD CONSTRAINT "retention_settings_team_id_company_slug_fkey" FOREIGN KEY ("team_id", "company_slug") REFERENCES "team_slugs"("team_id", "company_slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legal_holds" ADD CONSTRAINT "legal_holds_team_id_company_slug_fkey" FOREIGN KEY ("team_id", "company_slug") REFERENCES "team_slugs"("team_id", "company_slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "held_messages" ADD CONSTRAINT "held_messages_team_id_company_slug_fkey" FOREIGN KEY ("team_id", "company_slug") REFERENCES "team_slugs"("team_id", "company_slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legal_hold_events" ADD CONSTRAINT "legal_hold_events_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "legal_holds"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that Prisma has no word for.
ALTER TABLE "messages" ADD CONSTRAINT "messages_expired_check" CHECK (NOT "expired" OR "redacted_at" IS NOT NULL);
ALTER TABLE "retention_settings" ADD CONSTRAINT "retention_settings_days_check" CHECK ("days" BETWEEN 1 AND 36500);
ALTER TABLE "legal_holds" ADD CONSTRAINT "legal_holds_range_check" CHECK ("from_sequence" >= 1 AND ("to_sequence" IS NULL OR "to_sequence" >= "from_sequence"));
ALTER TABLE "held_messages" ADD CONSTRAINT "held_messages_cause_check" CHECK ("cause" IN ('REDACTED', 'EXPIRED', 'DELETED'));

-- The second wall (see 20261122181000_row_security). All of this is a company's own business.
ALTER TABLE "retention_settings" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "legal_holds" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "held_messages" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "legal_hold_events" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY "maintenance" ON "retention_settings" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "legal_holds" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "held_messages" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "legal_hold_events" TO CURRENT_USER USING (app_operator() = 'maintenance');

CREATE POLICY "own" ON "retention_settings" USING ("company_slug" = app_company());
CREATE POLICY "empty" ON "retention_settings" FOR DELETE USING ("team_id" = app_team()
  AND EXISTS (SELECT FROM "teams" AS t WHERE t.id = "retention_settings".team_id AND t.deleted_at IS NOT NULL));
CREATE POLICY "empty: see" ON "retention_settings" FOR SELECT USING ("team_id" = app_team()
  AND EXISTS (SELECT FROM "teams" AS t WHERE t.id = "retention_settings".team_id AND t.deleted_at IS NOT NULL));

-- A hold outlives its team. What is held is added and, once nothing holds it, deleted; it is never changed.
CREATE POLICY "own" ON "legal_holds" FOR SELECT USING ("company_slug" = app_company());
CREATE POLICY "add" ON "legal_holds" FOR INSERT WITH CHECK ("company_slug" = app_company());
CREATE POLICY "change" ON "legal_holds" FOR UPDATE USING ("company_slug" = app_company());
CREATE POLICY "own" ON "held_messages" FOR SELECT USING ("company_slug" = app_company());
CREATE POLICY "add" ON "held_messages" FOR INSERT WITH CHECK ("company_slug" = app_company());
CREATE POLICY "delete" ON "held_messages" FOR DELETE USING ("company_slug" = app_company());
CREATE POLICY "own" ON "legal_hold_events" FOR SELECT USING ("company_slug" = app_company());
CREATE POLICY "add" ON "legal_hold_events" FOR INSERT WITH CHECK ("company_slug" = app_company());

-- 'holds': which companies hold what, and nothing else. Asked by whatever erases, in whosever name; see `keepHeld`.
CREATE POLICY "holders" ON "legal_holds" FOR SELECT USING (app_operator() = 'holds');

-- Whoever is narrowed has no part in it.
CALL narrow_table('retention_settings', 'false');
CALL narrow_table('legal_holds', 'false');
CALL narrow_table('held_messages', 'false');
CALL narrow_table('legal_hold_events', 'false');
