-- class: additive
-- Found certificates are found again; what people have decided about them is not.

CREATE TABLE discovered_certificates (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    common_name VARCHAR(255) NOT NULL DEFAULT '',
    not_after TIMESTAMPTZ,
    status VARCHAR(50) NOT NULL DEFAULT 'unmanaged',
    seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (agent_id, path, fingerprint)
);
