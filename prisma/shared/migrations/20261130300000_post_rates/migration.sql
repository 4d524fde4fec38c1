-- CreateTable
CREATE TABLE "post_rates" (
    "company_slug" TEXT NOT NULL,
    "participant_id" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "post_rates_pkey" PRIMARY KEY ("company_slug","participant_id")
);

-- AddForeignKey
ALTER TABLE "post_rates" ADD CONSTRAINT "post_rates_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One row is changed with each post, in place: none of its columns but the key is indexed.
ALTER TABLE "post_rates" SET (fillfactor = 50);

-- The second wall: see 20261122181000_row_security. How much a company posts is that company's alone.
ALTER TABLE "post_rates" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "maintenance" ON "post_rates" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "own" ON "post_rates" USING ("company_slug" = app_company());
