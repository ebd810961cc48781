-- Frozen. Provenance, and trials that the machine failed.
CREATE TABLE run (run TEXT PRIMARY KEY, version TEXT, commit_id TEXT, device TEXT, description TEXT, driver TEXT,
    precision TEXT, java TEXT, system TEXT, host TEXT, started_at TEXT);
ALTER TABLE trial ADD COLUMN run TEXT;
CREATE TABLE failure (trial TEXT PRIMARY KEY, reason TEXT, run TEXT, failed_at TEXT);
