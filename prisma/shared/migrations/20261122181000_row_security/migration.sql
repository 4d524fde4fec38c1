-- The second wall: see docs/adr/0009-row-level-security.md. The programs' WHERE clauses are the first, and stricter.
--
-- A transaction says for whom it works, with settings that end with it; without them every policy is closed.
--   app.company   the company of the request: it reads and writes in the teams in which it has a place
--   app.team      one team that this transaction may found, seed or join, before there is a place in it
--   app.operator  'registry': the companies and their SDLs, no team. 'maintenance': everything, for the owning role alone
CREATE FUNCTION app_company() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.company', true), '');
CREATE FUNCTION app_team() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.team', true), '');
CREATE FUNCTION app_operator() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.operator', true), '');

ALTER TABLE "companies" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "company_schemas" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "teams" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "team_slugs" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "membership_intervals" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "participants" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "threads" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "team_events" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The owning role sees everything when it says that it means to: a later migration that reads or changes rows begins
-- with SELECT set_config('app.operator', 'maintenance', true). CURRENT_USER is whoever runs this, the owner.
CREATE POLICY "maintenance" ON "companies" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "company_schemas" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "teams" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "team_slugs" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "membership_intervals" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "participants" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "threads" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "messages" TO CURRENT_USER USING (app_operator() = 'maintenance');
CREATE POLICY "maintenance" ON "team_events" TO CURRENT_USER USING (app_operator() = 'maintenance');

-- The registry: companies come and change, and none of their teams is any business of it.
CREATE POLICY "registry" ON "companies" USING (app_operator() = 'registry');
CREATE POLICY "registry" ON "company_schemas" USING (app_operator() = 'registry');

-- A company's own slugs, and with them its places. No other policy is asked here, so those below may ask this table.
-- A place is taken in a team that the transaction has opened, and for oneself.
CREATE POLICY "read" ON "team_slugs" FOR SELECT USING ("company_slug" = app_company() OR "team_id" = app_team());
CREATE POLICY "add" ON "team_slugs" FOR INSERT WITH CHECK ("team_id" = app_team() AND "company_slug" = COALESCE(app_company(), "company_slug"));
CREATE POLICY "change" ON "team_slugs" FOR UPDATE USING ("company_slug" = app_company());

-- The teams open to the transaction: those in which its company has a place, and the one that it has opened. Asked as
-- (SELECT app_teams()) it runs once per statement, and a plan with it stays cheap enough to be kept; an EXISTS in each
-- policy made PostgreSQL plan every statement anew, at three times the cost of running it.
CREATE FUNCTION app_teams() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN ARRAY(SELECT s.team_id FROM team_slugs AS s WHERE s.company_slug = app_company()) || app_team();

-- A company's own card, and those of the companies whose intervals it may read. The row may be locked, never changed.
CREATE POLICY "read" ON "companies" FOR SELECT USING ("slug" = app_company()
  OR EXISTS (SELECT FROM "membership_intervals" AS i WHERE i.company_slug = "companies".slug));
CREATE POLICY "lock" ON "companies" FOR UPDATE USING ("slug" = app_company()) WITH CHECK (false);

-- What belongs to a team: open to its companies, past and present, and to a transaction that has opened it.
CREATE POLICY "read" ON "teams" FOR SELECT USING ("id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "teams" FOR INSERT WITH CHECK ("id" = app_team());
CREATE POLICY "change" ON "teams" FOR UPDATE USING ("id" = ANY ((SELECT app_teams())::text[]));

CREATE POLICY "read" ON "membership_intervals" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "membership_intervals" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[])
  AND "company_slug" = COALESCE(app_company(), "company_slug"));
CREATE POLICY "change" ON "membership_intervals" FOR UPDATE USING ("team_id" = ANY ((SELECT app_teams())::text[]));

-- A company brings in its own people and agents only.
CREATE POLICY "read" ON "participants" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "participants" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[])
  AND "company_slug" = COALESCE(app_company(), "company_slug"));
CREATE POLICY "change" ON "participants" FOR UPDATE USING ("team_id" = ANY ((SELECT app_teams())::text[]));

CREATE POLICY "read" ON "threads" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "threads" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "change" ON "threads" FOR UPDATE USING ("team_id" = ANY ((SELECT app_teams())::text[]));

-- A company speaks, and changes what was said, with the voice of its own participants only.
CREATE POLICY "read" ON "messages" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "messages" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[])
  AND (app_company() IS NULL OR EXISTS (SELECT FROM "participants" AS p
    WHERE p.id = "messages".author_id AND p.company_slug = app_company())));
CREATE POLICY "change" ON "messages" FOR UPDATE USING (EXISTS (SELECT FROM "participants" AS p
  WHERE p.id = "messages".author_id AND p.company_slug = app_company()));

-- Events are read and added. No policy lets the program change or delete one.
CREATE POLICY "read" ON "team_events" FOR SELECT USING ("team_id" = ANY ((SELECT app_teams())::text[]));
CREATE POLICY "add" ON "team_events" FOR INSERT WITH CHECK ("team_id" = ANY ((SELECT app_teams())::text[])
  AND ("company_slug" IS NULL OR "company_slug" = COALESCE(app_company(), "company_slug")));
