-- CreateTable
CREATE TABLE "company_keys" (
    "company_slug" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "company_keys_pkey" PRIMARY KEY ("company_slug","kid")
);

-- AddForeignKey
ALTER TABLE "company_keys" ADD CONSTRAINT "company_keys_company_slug_fkey" FOREIGN KEY ("company_slug") REFERENCES "companies"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A private key has no business here.
ALTER TABLE "company_keys" ADD CONSTRAINT "company_keys_public_check" CHECK (NOT "public_jwk" ?| ARRAY['d', 'p', 'q', 'k']);

-- The second wall: see 20261122181000_row_security. The registry writes keys; whoever claims to be a company is checked
-- against that company's alone.
ALTER TABLE "company_keys" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "maintenance" ON "company_keys" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "registry" ON "company_keys" USING (app_operator() = 'registry');
CREATE POLICY "own" ON "company_keys" FOR SELECT USING ("company_slug" = app_company());
