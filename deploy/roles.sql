-- Two roles of each database: the owner migrates, the runtime role reads and writes rows and can switch no wall off.
-- Set their passwords with \password, or ALTER ROLE … PASSWORD, before anything connects.
CREATE ROLE agent_network_owner LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE agent_network_app LOGIN NOSUPERUSER NOBYPASSRLS;
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO agent_network_owner', current_database());
END $$;
ALTER SCHEMA public OWNER TO agent_network_owner;
