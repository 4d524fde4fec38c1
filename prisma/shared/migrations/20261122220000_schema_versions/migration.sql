-- CreateEnum
CREATE TYPE "schema_origin" AS ENUM ('REGISTERED', 'PUBLISHED', 'ROLLED_BACK');

-- CreateTable
CREATE TABLE "schema_versions" (
    "id" TEXT NOT NULL,
    "company_slug" TEXT,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "served_hash" TEXT,
    "origin" "schema_origin" NOT NULL,
    "author" TEXT,
    "message" TEXT,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB,
    "diff" JSONB,
    "previous" INTEGER,
    "restored" INTEGER,
    "request_id" TEXT,
    "request_hash" TEXT,

    CONSTRAINT "schema_versions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "schema_versions_served_hash_idx" ON "schema_versions"("served_hash");

-- CreateIndex
CREATE UNIQUE INDEX "schema_versions_company_slug_number_key" ON "schema_versions"("company_slug", "number");

-- CreateIndex
CREATE UNIQUE INDEX "schema_versions_company_slug_request_id_key" ON "schema_versions"("company_slug", "request_id");

-- AddForeignKey
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_served_hash_fkey" FOREIGN KEY ("served_hash") REFERENCES "company_schemas"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that Prisma has no word for. The id repeats owner and number, so that the shared layer's are unique as well.
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_id_check" CHECK ("id" = COALESCE("company_slug", '') || '@' || "number");
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_number_check" CHECK ("number" >= 1 AND "previous" < "number" AND "restored" < "number");
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$' AND "served_hash" = "hash");
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_restored_check" CHECK (("origin" = 'ROLLED_BACK') = ("restored" IS NOT NULL));
ALTER TABLE "schema_versions" ADD CONSTRAINT "schema_versions_request_check" CHECK (("request_id" IS NULL) = ("request_hash" IS NULL));

-- What is served now is the first version of each company.
SELECT set_config('app.operator', 'maintenance', true);
INSERT INTO "schema_versions" ("id", "company_slug", "number", "hash", "served_hash", "origin", "published_at")
  SELECT "slug" || '@1', "slug", 1, "schema_hash", "schema_hash", 'REGISTERED', CURRENT_TIMESTAMP FROM "companies";

-- The second wall: see 20261122181000_row_security. Versions are read and added; no policy lets the program change or
-- erase one. A company reads its own, and their texts, and nobody else's.
ALTER TABLE "schema_versions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "maintenance" ON "schema_versions" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "registry: read" ON "schema_versions" FOR SELECT USING (app_operator() = 'registry');
CREATE POLICY "registry: add" ON "schema_versions" FOR INSERT WITH CHECK (app_operator() = 'registry');
CREATE POLICY "own" ON "schema_versions" FOR SELECT USING ("company_slug" = app_company());
CREATE POLICY "own" ON "company_schemas" FOR SELECT USING (EXISTS (SELECT FROM "schema_versions" AS v
  WHERE v.served_hash = "company_schemas".hash AND v.company_slug = app_company()));

-- Whoever changes a company, by this program or by hand, tells every shared layer that listens, once it is committed.
CREATE FUNCTION tell_registry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('registry_changed', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "tell_registry" AFTER INSERT OR UPDATE OR DELETE ON "companies" FOR EACH STATEMENT EXECUTE FUNCTION tell_registry();
