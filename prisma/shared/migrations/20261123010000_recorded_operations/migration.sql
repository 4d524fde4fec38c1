-- AlterTable
ALTER TABLE "companies" ADD COLUMN     "record_operations" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "recorded_operations" (
    "company_slug" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "hash" TEXT NOT NULL,
    "coordinates" TEXT[],
    "count" BIGINT NOT NULL,

    CONSTRAINT "recorded_operations_pkey" PRIMARY KEY ("company_slug","day","hash")
);

-- CreateTable
CREATE TABLE "recorded_days" (
    "company_slug" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" BIGINT NOT NULL,
    "dropped" BIGINT NOT NULL,

    CONSTRAINT "recorded_days_pkey" PRIMARY KEY ("company_slug","day")
);

-- AddForeignKey
ALTER TABLE "recorded_operations" ADD CONSTRAINT "recorded_operations_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recorded_days" ADD CONSTRAINT "recorded_days_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What is told is coordinates of a schema, and the hash is of nothing else.
ALTER TABLE "recorded_operations" ADD CONSTRAINT "recorded_operations_hash_check" CHECK ("hash" = encode(sha256(convert_to(array_to_string("coordinates", E'\n'), 'UTF8')), 'hex'));
ALTER TABLE "recorded_operations" ADD CONSTRAINT "recorded_operations_coordinates_check" CHECK (cardinality("coordinates") BETWEEN 1 AND 2000);
ALTER TABLE "recorded_operations" ADD CONSTRAINT "recorded_operations_count_check" CHECK ("count" >= 1);
ALTER TABLE "recorded_days" ADD CONSTRAINT "recorded_days_count_check" CHECK ("count" >= 0 AND "dropped" >= 0);

-- The second wall: see 20261122181000_row_security. What a company runs is written and read in that company's name. The
-- registry reads for the operator's checks, and erases what is older than it is kept; it writes none.
ALTER TABLE "recorded_operations" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "maintenance" ON "recorded_operations" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "registry: read" ON "recorded_operations" FOR SELECT USING (app_operator() = 'registry');
CREATE POLICY "registry: erase" ON "recorded_operations" FOR DELETE USING (app_operator() = 'registry');
CREATE POLICY "own: read" ON "recorded_operations" FOR SELECT USING ("company_slug" = app_company());
CREATE POLICY "own: add" ON "recorded_operations" FOR INSERT WITH CHECK ("company_slug" = app_company());
CREATE POLICY "own: count" ON "recorded_operations" FOR UPDATE USING ("company_slug" = app_company());
ALTER TABLE "recorded_days" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "maintenance" ON "recorded_days" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "registry: read" ON "recorded_days" FOR SELECT USING (app_operator() = 'registry');
CREATE POLICY "registry: erase" ON "recorded_days" FOR DELETE USING (app_operator() = 'registry');
CREATE POLICY "own: read" ON "recorded_days" FOR SELECT USING ("company_slug" = app_company());
CREATE POLICY "own: add" ON "recorded_days" FOR INSERT WITH CHECK ("company_slug" = app_company());
CREATE POLICY "own: count" ON "recorded_days" FOR UPDATE USING ("company_slug" = app_company());
