-- CreateEnum
CREATE TYPE "share_target" AS ENUM ('DOCUMENT', 'PRIVATE_THREAD', 'AGENT');

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "attribution" TEXT,
ADD COLUMN     "attribution_salt" TEXT;

-- CreateTable
CREATE TABLE "company_request_replies" (
    "company_slug" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "command_hash" TEXT NOT NULL,
    "reply" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "company_request_replies_pkey" PRIMARY KEY ("company_slug","request_id")
);

-- CreateTable
CREATE TABLE "shares" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "target_kind" "share_target" NOT NULL,
    "note" TEXT,
    "shared_by_id" TEXT,
    "sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_sequence" INTEGER,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "shares_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_shares" (
    "message_id" TEXT NOT NULL,
    "share_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,

    CONSTRAINT "message_shares_pkey" PRIMARY KEY ("message_id","share_id")
);

-- CreateIndex
CREATE INDEX "company_request_replies_company_slug_at_idx" ON "company_request_replies"("company_slug", "at");

-- CreateIndex
CREATE UNIQUE INDEX "shares_team_id_sequence_key" ON "shares"("team_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "shares_id_team_id_key" ON "shares"("id", "team_id");

-- CreateIndex
CREATE INDEX "message_shares_share_id_idx" ON "message_shares"("share_id");

-- AddForeignKey
ALTER TABLE "company_request_replies" ADD CONSTRAINT "company_request_replies_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shares" ADD CONSTRAINT "shares_team_id_company_slug_fkey" FOREIGN KEY ("team_id", "company_slug") REFERENCES "team_slugs"("team_id", "company_slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shares" ADD CONSTRAINT "shares_shared_by_id_team_id_fkey" FOREIGN KEY ("shared_by_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_shares" ADD CONSTRAINT "message_shares_message_id_team_id_fkey" FOREIGN KEY ("message_id", "team_id") REFERENCES "messages"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_shares" ADD CONSTRAINT "message_shares_share_id_team_id_fkey" FOREIGN KEY ("share_id", "team_id") REFERENCES "shares"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that Prisma has no word for. A tombstone says nothing of who said it first either.
ALTER TABLE "messages" ADD CONSTRAINT "messages_attribution_check" CHECK (CASE WHEN "attribution" IS NULL
  THEN "attribution_salt" IS NULL ELSE "redacted_at" IS NULL AND COALESCE("attribution_salt", '') ~ '^[0-9a-f]{32}$' END);
ALTER TABLE "shares" ADD CONSTRAINT "shares_revoked_check" CHECK (("revoked_at" IS NULL) = ("revoked_sequence" IS NULL) AND "revoked_sequence" > "sequence");
ALTER TABLE "shares" ADD CONSTRAINT "shares_note_check" CHECK (octet_length("note") BETWEEN 1 AND 2000);

-- The second wall: see 20261122181000_row_security.
ALTER TABLE "company_request_replies" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "shares" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "message_shares" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY "maintenance" ON "company_request_replies" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "shares" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "message_shares" TO CURRENT_USER USING (app_operator() = 'maintenance');

-- A company's own business: nobody else's reads or writes.
CREATE POLICY "own" ON "company_request_replies" USING ("company_slug" = app_company());

-- A company shares in its own name only, and takes back its own only; what a company shared that is no longer in the
-- team ends with whoever ends its membership.
CREATE POLICY "read" ON "shares" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "shares" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[]) AND "company_slug" = app_company());
CREATE POLICY "change" ON "shares" FOR UPDATE USING ("company_slug" = app_company()
  OR ("team_id" = ANY ((SELECT app_teams())::text[]) AND NOT EXISTS (SELECT FROM "membership_intervals" AS i
    WHERE i.team_id = "shares".team_id AND i.company_slug = "shares".company_slug AND i.to_sequence IS NULL)));

-- A company's message carries that company's shares. Redaction deletes.
CREATE POLICY "read" ON "message_shares" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "message_shares" FOR INSERT WITH CHECK (EXISTS (SELECT FROM "messages" AS m JOIN "participants" AS p ON p.id = m.author_id
  WHERE m.id = "message_shares".message_id AND p.company_slug = app_company()) AND EXISTS (SELECT FROM "shares" AS s
  WHERE s.id = "message_shares".share_id AND s.company_slug = app_company()));
CREATE POLICY "delete" ON "message_shares" FOR DELETE USING (EXISTS (SELECT FROM "messages" AS m JOIN "participants" AS p ON p.id = m.author_id
  WHERE m.id = "message_shares".message_id AND p.company_slug = app_company()));

-- Narrow permissions: see 20261122202500_narrow_reach. A share is read with its team as a whole, or with a message. Asked
-- by a function, as the policies of the two tables would ask each other without end.
CREATE FUNCTION app_share_in(share text, ids text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE COST 1
  RETURN EXISTS (SELECT FROM message_shares AS ms WHERE ms.share_id = share AND app_message_in(ms.message_id, ids));
CALL narrow_table('message_shares', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))', '(team_id = ANY(%1$s) OR app_message_in(message_id, %1$s))');
CALL narrow_table('shares', '(team_id = ANY(%1$s) OR app_share_in(id, %1$s))');

-- What is in a deleted team goes: see 20261122191500_deletion.
DO $$
DECLARE
  emptied text;
BEGIN
  FOREACH emptied IN ARRAY ARRAY['shares', 'message_shares'] LOOP
    EXECUTE format('CREATE POLICY "empty" ON %1$I FOR DELETE USING ("team_id" = app_team()
      AND EXISTS (SELECT FROM "teams" AS t WHERE t.id = %1$I.team_id AND t.deleted_at IS NOT NULL))', emptied);
    EXECUTE format('CREATE POLICY "empty: see" ON %1$I FOR SELECT USING ("team_id" = app_team()
      AND EXISTS (SELECT FROM "teams" AS t WHERE t.id = %1$I.team_id AND t.deleted_at IS NOT NULL))', emptied);
  END LOOP;
END $$;
