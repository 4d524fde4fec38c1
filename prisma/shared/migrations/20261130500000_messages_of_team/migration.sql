-- Messages of one team by their ids. Left to choose, PostgreSQL plans such a statement anew each time, to see that one
-- part is left, and that takes longer than looking them up; planned once, it finds the part as it runs. Policies are asked
-- as ever: of the caller, within.
CREATE FUNCTION messages_of_team(team text, ids text[]) RETURNS SETOF messages LANGUAGE plpgsql STABLE ROWS 20
  SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT m.* FROM messages AS m WHERE m.team_id = team AND m.id = ANY(ids);
END $$;
