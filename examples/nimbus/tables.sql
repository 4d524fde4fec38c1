-- All of Nimbus's tables, in a schema of their own. Run at every start as the tables' owner.
CREATE SCHEMA IF NOT EXISTS nimbus;

-- Agents, people, tools, sources, documents, internal threads and messages, notes, credentials: the id says which.
CREATE TABLE IF NOT EXISTS nimbus.things (
  id text PRIMARY KEY,
  kind text NOT NULL GENERATED ALWAYS AS (split_part(id, '_', 1)) STORED,
  -- A document's source, a message's thread, a credential's agent, what a note is beside.
  parent text,
  position bigserial NOT NULL,
  data jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS things_by_parent ON nimbus.things (kind, parent, position);
CREATE UNIQUE INDEX IF NOT EXISTS things_subject ON nimbus.things ((data->>'subject')) WHERE kind IN ('agt', 'psn');
CREATE UNIQUE INDEX IF NOT EXISTS things_name ON nimbus.things (parent, (data->>'name')) WHERE kind = 'doc';
CREATE UNIQUE INDEX IF NOT EXISTS things_sequence ON nimbus.things (parent, (data->>'sequence')) WHERE kind = 'pms';
CREATE INDEX IF NOT EXISTS things_words ON nimbus.things USING gin (to_tsvector('english', data->>'body'))
  WHERE kind IN ('doc', 'pms');

-- Everything that Nimbus has made visible to others. Lines are ended, never erased.
CREATE TABLE IF NOT EXISTS nimbus.ledger (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('PARTICIPANT', 'SHARE', 'ESCALATION')),
  team_id text NOT NULL,
  target_id text NOT NULL,
  title text,
  -- Of a share: what was chosen.
  fields text[] NOT NULL DEFAULT '{}',
  range_from integer,
  range_to integer,
  excerpt_hash text,
  state text NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'REFUSED', 'ENDING', 'ENDED')),
  since timestamptz(3) NOT NULL,
  until timestamptz(3),
  ended_at timestamptz(3),
  by_id text,
  ended_by_id text,
  problem text,
  idempotency_key text UNIQUE,
  input_hash text
);
CREATE INDEX IF NOT EXISTS ledger_by_target ON nimbus.ledger (target_id);

-- How often each company was given what a line opens.
CREATE TABLE IF NOT EXISTS nimbus.reads (
  line_id text NOT NULL,
  company text NOT NULL,
  count integer NOT NULL,
  last_at timestamptz(3) NOT NULL,
  PRIMARY KEY (line_id, company)
);

-- What the shared layer is still to be told, written with the line that it tells of.
CREATE TABLE IF NOT EXISTS nimbus.outbox (
  request_id text PRIMARY KEY,
  position bigserial NOT NULL,
  line_id text NOT NULL,
  command text NOT NULL,
  body text NOT NULL,
  actor jsonb NOT NULL,
  due_at timestamptz(3) NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  reply jsonb
);
