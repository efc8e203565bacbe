-- class: additive
-- Probes are run again: the down loses nothing.

CREATE TABLE scep_probe_results (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    succeeded BOOLEAN NOT NULL,
    error TEXT,
    probed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
