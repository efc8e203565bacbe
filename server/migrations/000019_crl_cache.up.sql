-- class: additive
-- Its rows are made again: the down loses nothing.

CREATE TABLE crl_cache (
    issuer_id TEXT PRIMARY KEY REFERENCES issuers (id) ON DELETE CASCADE,
    crl_der BYTEA NOT NULL,
    this_update TIMESTAMPTZ NOT NULL,
    next_update TIMESTAMPTZ NOT NULL
);
