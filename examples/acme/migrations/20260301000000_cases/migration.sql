-- Applied in the schema "acme_realm". The thread is the shared layer's: no foreign key can reach it.
CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL UNIQUE,
    summary TEXT NOT NULL,
    exposure TEXT,
    opened_at TIMESTAMPTZ(3) NOT NULL,
    opened_by TEXT NOT NULL,
    settled_at TIMESTAMPTZ(3) CHECK (settled_at >= opened_at)
);
