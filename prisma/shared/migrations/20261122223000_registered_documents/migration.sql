-- CreateEnum
CREATE TYPE "document_policy" AS ENUM ('OPEN', 'TRUSTED_ONLY');

-- CreateEnum
CREATE TYPE "suggestion_policy" AS ENUM ('NOBODY', 'PEOPLE', 'EVERYBODY');

-- AlterTable
ALTER TABLE "companies" ADD COLUMN     "document_policy" "document_policy" NOT NULL DEFAULT 'OPEN',
ADD COLUMN     "documents_hash" TEXT,
ADD COLUMN     "introspection" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "limits" JSONB,
ADD COLUMN     "suggestions" "suggestion_policy" NOT NULL DEFAULT 'PEOPLE';

-- CreateTable
CREATE TABLE "registered_documents" (
    "company_slug" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "client_name" TEXT,
    "client_version" TEXT,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "registered_documents_pkey" PRIMARY KEY ("company_slug","hash")
);

-- AddForeignKey
ALTER TABLE "registered_documents" ADD CONSTRAINT "registered_documents_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A hash is the text's own: nothing else can be registered under it.
ALTER TABLE "registered_documents" ADD CONSTRAINT "registered_documents_hash_check" CHECK ("hash" = encode(sha256(convert_to("text", 'UTF8')), 'hex'));
ALTER TABLE "registered_documents" ADD CONSTRAINT "registered_documents_text_check" CHECK (octet_length("text") BETWEEN 1 AND 65536);

-- The second wall: see 20261122181000_row_security. The registry adds and reads; no policy lets the program change or
-- erase a document. A company reads its own, and nobody else's.
ALTER TABLE "registered_documents" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "maintenance" ON "registered_documents" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "registry: read" ON "registered_documents" FOR SELECT USING (app_operator() = 'registry');
CREATE POLICY "registry: add" ON "registered_documents" FOR INSERT WITH CHECK (app_operator() = 'registry');
CREATE POLICY "own" ON "registered_documents" FOR SELECT USING ("company_slug" = app_company());
