-- CreateEnum
CREATE TYPE "invitation_state" AS ENUM ('SENT', 'ACCEPTED', 'ACTIVE', 'DECLINED', 'REVOKED');

-- CreateEnum
CREATE TYPE "proposal_kind" AS ENUM ('INVITE_COMPANY', 'GRANT_HISTORY', 'REMOVE_COMPANY', 'DELETE_TEAM');

-- CreateEnum
CREATE TYPE "proposal_state" AS ENUM ('OPEN', 'CARRIED_OUT', 'REFUSED', 'WITHDRAWN');

-- AlterTable
ALTER TABLE "teams" ADD COLUMN "archived_at" TIMESTAMPTZ(3),
ADD COLUMN "archived_sequence" INTEGER,
ADD COLUMN "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN "read_after_leaving" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "membership_intervals" ADD COLUMN "granted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "readable" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "inviter_slug" TEXT NOT NULL,
    "inviter_id" TEXT NOT NULL,
    "state" "invitation_state" NOT NULL,
    "purpose" TEXT NOT NULL,
    "companies" TEXT[],
    "retention_days" INTEGER,
    "read_after_leaving" BOOLEAN NOT NULL,
    "preview" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "acceptor" TEXT,
    "slug" TEXT,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposals" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "kind" "proposal_kind" NOT NULL,
    "state" "proposal_state" NOT NULL,
    "company_slug" TEXT NOT NULL,
    "subject_slug" TEXT,
    "invitation_id" TEXT,
    "from_sequence" INTEGER,
    "to_sequence" INTEGER,
    "reason" TEXT,
    "sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposal_answers" (
    "proposal_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "agreed" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "proposal_answers_pkey" PRIMARY KEY ("proposal_id","company_slug")
);

-- DropIndex
DROP INDEX "participants_team_id_company_slug_subject_key";

-- CreateIndex
CREATE UNIQUE INDEX "participants_present_key" ON "participants"("team_id", "company_slug", "subject") WHERE (left_sequence IS NULL);

-- CreateIndex
CREATE INDEX "invitations_company_slug_idx" ON "invitations"("company_slug");

-- CreateIndex
CREATE INDEX "invitations_team_id_sequence_idx" ON "invitations"("team_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "proposals_id_team_id_key" ON "proposals"("id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "proposals_team_id_sequence_key" ON "proposals"("team_id", "sequence");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proposal_answers" ADD CONSTRAINT "proposal_answers_proposal_id_team_id_fkey" FOREIGN KEY ("proposal_id", "team_id") REFERENCES "proposals"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that Prisma has no word for.
ALTER TABLE "teams" ADD CONSTRAINT "teams_archived_check" CHECK (("archived_at" IS NULL) = ("archived_sequence" IS NULL));
ALTER TABLE "membership_intervals" ADD CONSTRAINT "membership_intervals_granted_check" CHECK (NOT "granted" OR "to_sequence" IS NOT NULL);
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_accepted_check" CHECK ("state" <> 'ACCEPTED' OR ("acceptor" IS NOT NULL AND "slug" IS NOT NULL));
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_other_check" CHECK ("company_slug" <> "inviter_slug");
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_range_check" CHECK ("kind" <> 'GRANT_HISTORY' OR ("from_sequence" >= 1 AND "to_sequence" >= "from_sequence"));

-- The second wall (see 20261122181000_row_security). An invitation is open to the company that is invited, too.
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "proposals" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "proposal_answers" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY "maintenance" ON "invitations" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "proposals" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "proposal_answers" TO CURRENT_USER USING (app_operator() = 'maintenance');

CREATE POLICY "read" ON "invitations" FOR SELECT USING ("company_slug" = app_company() OR "team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "invitations" FOR INSERT WITH CHECK ("inviter_slug" = app_company()
  AND EXISTS (SELECT FROM "team_slugs" AS s WHERE s.team_id = "invitations".team_id AND s.company_slug = app_company()));
CREATE POLICY "change" ON "invitations" FOR UPDATE USING ("company_slug" = app_company() OR "team_id" = ANY ((SELECT app_teams())::text[]));

CREATE POLICY "read" ON "proposals" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "proposals" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "change" ON "proposals" FOR UPDATE USING ("team_id" = ANY ((SELECT app_teams())::text[]));

-- A company answers for itself; a proposer is taken to agree, also when somebody else's act made the proposal.
CREATE POLICY "read" ON "proposal_answers" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "proposal_answers" FOR INSERT WITH CHECK ("company_slug" = app_company() OR EXISTS (SELECT FROM "proposals" AS p
    WHERE p.id = "proposal_answers".proposal_id AND p.company_slug = "proposal_answers".company_slug AND p.invitation_id IS NOT NULL));
CREATE POLICY "change" ON "proposal_answers" FOR UPDATE USING ("company_slug" = app_company());

-- A company that has accepted is taken in by whoever gives the last consent; one that was granted history, likewise.
CREATE POLICY "take in" ON "team_slugs" FOR INSERT WITH CHECK ("team_id" = app_team() AND EXISTS (SELECT FROM "invitations" AS v
  WHERE v.team_id = "team_slugs".team_id AND v.company_slug = "team_slugs".company_slug AND v.state = 'ACCEPTED'));
CREATE POLICY "take in" ON "membership_intervals" FOR INSERT WITH CHECK ("team_id" = app_team() AND NOT "granted" AND EXISTS (SELECT FROM "invitations" AS v
  WHERE v.team_id = "membership_intervals".team_id AND v.company_slug = "membership_intervals".company_slug AND v.state = 'ACCEPTED'));
CREATE POLICY "take in" ON "participants" FOR INSERT WITH CHECK ("team_id" = app_team() AND EXISTS (SELECT FROM "invitations" AS v
  WHERE v.team_id = "participants".team_id AND v.company_slug = "participants".company_slug AND v.state = 'ACCEPTED'));
CREATE POLICY "grant" ON "membership_intervals" FOR INSERT WITH CHECK ("team_id" = app_team() AND "granted" AND EXISTS (SELECT FROM "proposals" AS p
  WHERE p.team_id = "membership_intervals".team_id AND p.subject_slug = "membership_intervals".company_slug
    AND p.kind = 'GRANT_HISTORY' AND p.state = 'OPEN'));

-- The cards of those who share an invitation.
CREATE POLICY "invited" ON "companies" FOR SELECT USING (app_company() IS NOT NULL AND EXISTS (SELECT FROM "invitations" AS v
  WHERE v.company_slug = "companies".slug OR v.inviter_slug = "companies".slug OR "companies".slug = ANY (v.companies)));
