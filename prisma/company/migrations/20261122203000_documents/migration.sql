-- CreateEnum
CREATE TYPE "document_media_type" AS ENUM ('MARKDOWN', 'PLAIN_TEXT');

-- CreateTable
CREATE TABLE "documents" (
    "id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "media_type" "document_media_type" NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "author_agent_id" TEXT,
    "author_person_id" TEXT,

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passages" (
    "document_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "source_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "headings" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "search" tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, "title"), 'A')
        || setweight(to_tsvector('english'::regconfig, "headings"), 'B')
        || to_tsvector('english'::regconfig, "body")
    ) STORED,

    CONSTRAINT "passages_pkey" PRIMARY KEY ("document_id","ordinal")
);

-- CreateIndex
CREATE INDEX "documents_source_id_id_idx" ON "documents"("source_id", "id");

-- CreateIndex
CREATE INDEX "documents_author_agent_id_idx" ON "documents"("author_agent_id");

-- CreateIndex
CREATE INDEX "documents_author_person_id_idx" ON "documents"("author_person_id");

-- CreateIndex
CREATE UNIQUE INDEX "documents_source_id_name_key" ON "documents"("source_id", "name");

-- CreateIndex
CREATE INDEX "passages_search_idx" ON "passages" USING GIN ("search");

-- CreateIndex
CREATE INDEX "passages_source_id_idx" ON "passages"("source_id");

-- CreateIndex
CREATE UNIQUE INDEX "knowledge_sources_title_key" ON "knowledge_sources"("title");

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "knowledge_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_author_agent_id_fkey" FOREIGN KEY ("author_agent_id") REFERENCES "agents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "documents" ADD CONSTRAINT "documents_author_person_id_fkey" FOREIGN KEY ("author_person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passages" ADD CONSTRAINT "passages_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rules that the schema language cannot say.
ALTER TABLE "documents" ADD CONSTRAINT "documents_author_check" CHECK (num_nonnulls("author_agent_id", "author_person_id") = 1);
ALTER TABLE "documents" ADD CONSTRAINT "documents_size_check" CHECK ("size" = octet_length("body") AND "size" <= 5242880);
