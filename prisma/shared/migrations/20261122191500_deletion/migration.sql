-- What is in a team is deleted only once the team says that it is, which takes the consent of all its companies. A
-- transaction that has opened such a team may then empty it: every table that carries a team but those that say who was
-- in it. This is the only way to take an event away. Later tables need the same policies; a test asks the catalogue.
DO $$
DECLARE
  emptied text;
BEGIN
  FOR emptied IN
    SELECT c.table_name FROM information_schema.columns AS c
    WHERE c.table_schema = current_schema() AND c.column_name = 'team_id'
      AND c.table_name NOT IN ('team_slugs', 'membership_intervals')
  LOOP
    EXECUTE format('CREATE POLICY "empty" ON %1$I FOR DELETE USING ("team_id" = app_team()
      AND EXISTS (SELECT FROM "teams" AS t WHERE t.id = %1$I.team_id AND t.deleted_at IS NOT NULL))', emptied);
    EXECUTE format('CREATE POLICY "empty: see" ON %1$I FOR SELECT USING ("team_id" = app_team()
      AND EXISTS (SELECT FROM "teams" AS t WHERE t.id = %1$I.team_id AND t.deleted_at IS NOT NULL))', emptied);
  END LOOP;
END $$;
