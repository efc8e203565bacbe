-- class: additive

CREATE TABLE network_scan_targets (
    id TEXT PRIMARY KEY,
    name VARCHAR(255) NOT NULL UNIQUE,
    cidrs TEXT[] NOT NULL DEFAULT '{}',
    ports INTEGER[] NOT NULL DEFAULT '{443}',
    enabled BOOLEAN NOT NULL DEFAULT true,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
ALTER TABLE discovered_certificates ADD COLUMN network_scan_target_id TEXT REFERENCES network_scan_targets (id);
