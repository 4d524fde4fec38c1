-- CreateEnum
CREATE TYPE "participant_kind" AS ENUM ('PERSON', 'AGENT');

-- CreateTable
CREATE TABLE "companies" (
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "jwks_uri" TEXT NOT NULL,
    "subgraph_url" TEXT,
    "schema_hash" TEXT NOT NULL,

    CONSTRAINT "companies_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "company_schemas" (
    "hash" TEXT NOT NULL,
    "sdl" TEXT NOT NULL,

    CONSTRAINT "company_schemas_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT,
    "last_sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_slugs" (
    "company_slug" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,

    CONSTRAINT "team_slugs_pkey" PRIMARY KEY ("company_slug","slug")
);

-- CreateTable
CREATE TABLE "membership_intervals" (
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "from_sequence" INTEGER NOT NULL,
    "to_sequence" INTEGER,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "membership_intervals_pkey" PRIMARY KEY ("team_id","company_slug","from_sequence")
);

-- CreateTable
CREATE TABLE "participants" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "company_slug" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" "participant_kind" NOT NULL,
    "display_name" TEXT NOT NULL,
    "title" TEXT,
    "is_steward" BOOLEAN NOT NULL,
    "joined_sequence" INTEGER NOT NULL,
    "left_sequence" INTEGER,

    CONSTRAINT "participants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "threads" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "threads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "companies_issuer_key" ON "companies"("issuer");

-- CreateIndex
CREATE INDEX "companies_schema_hash_idx" ON "companies"("schema_hash");

-- CreateIndex
CREATE UNIQUE INDEX "team_slugs_team_id_company_slug_key" ON "team_slugs"("team_id", "company_slug");

-- CreateIndex
CREATE INDEX "membership_intervals_company_slug_team_id_idx" ON "membership_intervals"("company_slug", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_intervals_open_key" ON "membership_intervals"("team_id", "company_slug") WHERE (to_sequence IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "participants_team_id_company_slug_subject_key" ON "participants"("team_id", "company_slug", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "participants_team_id_joined_sequence_key" ON "participants"("team_id", "joined_sequence");

-- CreateIndex
CREATE UNIQUE INDEX "participants_id_team_id_key" ON "participants"("id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "threads_team_id_slug_key" ON "threads"("team_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "threads_team_id_created_sequence_key" ON "threads"("team_id", "created_sequence");

-- CreateIndex
CREATE UNIQUE INDEX "threads_id_team_id_key" ON "threads"("id", "team_id");

-- CreateIndex
CREATE INDEX "messages_thread_id_sequence_idx" ON "messages"("thread_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "messages_team_id_sequence_key" ON "messages"("team_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "messages_author_id_idempotency_key_key" ON "messages"("author_id", "idempotency_key");

-- AddForeignKey
ALTER TABLE "companies" ADD CONSTRAINT "companies_schema_hash_fkey" FOREIGN KEY ("schema_hash") REFERENCES "company_schemas"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_slugs" ADD CONSTRAINT "team_slugs_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_slugs" ADD CONSTRAINT "team_slugs_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_intervals" ADD CONSTRAINT "membership_intervals_team_id_company_slug_fkey" FOREIGN KEY ("team_id", "company_slug") REFERENCES "team_slugs"("team_id", "company_slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participants" ADD CONSTRAINT "participants_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participants" ADD CONSTRAINT "participants_team_id_company_slug_fkey" FOREIGN KEY ("team_id", "company_slug") REFERENCES "team_slugs"("team_id", "company_slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "threads" ADD CONSTRAINT "threads_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "threads" ADD CONSTRAINT "threads_created_by_team_id_fkey" FOREIGN KEY ("created_by", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_thread_id_team_id_fkey" FOREIGN KEY ("thread_id", "team_id") REFERENCES "threads"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_author_id_team_id_fkey" FOREIGN KEY ("author_id", "team_id") REFERENCES "participants"("id", "team_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that Prisma has no word for. The programs check them first; the database is the last to ask.
ALTER TABLE "companies" ADD CONSTRAINT "companies_slug_check" CHECK ("slug" ~ '^[a-z][a-z0-9-]{1,30}$');
ALTER TABLE "teams" ADD CONSTRAINT "teams_last_sequence_check" CHECK ("last_sequence" >= 1);
ALTER TABLE "team_slugs" ADD CONSTRAINT "team_slugs_slug_check" CHECK ("slug" ~ '^[a-z][a-z0-9-]{1,62}$');
ALTER TABLE "membership_intervals" ADD CONSTRAINT "membership_intervals_range_check" CHECK ("from_sequence" >= 1 AND ("to_sequence" IS NULL OR "to_sequence" >= "from_sequence"));
ALTER TABLE "membership_intervals" ADD CONSTRAINT "membership_intervals_left_check" CHECK (("to_sequence" IS NULL) = ("left_at" IS NULL));
ALTER TABLE "participants" ADD CONSTRAINT "participants_steward_check" CHECK (NOT ("kind" = 'AGENT' AND "is_steward"));
ALTER TABLE "participants" ADD CONSTRAINT "participants_range_check" CHECK ("joined_sequence" >= 1 AND ("left_sequence" IS NULL OR "left_sequence" >= "joined_sequence"));
ALTER TABLE "threads" ADD CONSTRAINT "threads_slug_check" CHECK ("slug" ~ '^[a-z][a-z0-9-]{1,62}$');
ALTER TABLE "threads" ADD CONSTRAINT "threads_created_sequence_check" CHECK ("created_sequence" >= 1);
ALTER TABLE "messages" ADD CONSTRAINT "messages_sequence_check" CHECK ("sequence" >= 1);
ALTER TABLE "messages" ADD CONSTRAINT "messages_body_check" CHECK (octet_length("body") BETWEEN 1 AND 65536);
ALTER TABLE "messages" ADD CONSTRAINT "messages_idempotency_key_check" CHECK (octet_length("idempotency_key") BETWEEN 1 AND 128);
