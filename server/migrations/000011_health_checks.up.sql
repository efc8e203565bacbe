-- class: additive

CREATE TABLE health_checks (
    id TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL UNIQUE,
    interval_seconds INTEGER NOT NULL DEFAULT 300,
    status VARCHAR(50) NOT NULL DEFAULT 'unknown',
    checked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
