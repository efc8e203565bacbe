-- class: additive
-- Its rows are made again: the down loses nothing.

CREATE TABLE ocsp_response_cache (
    issuer_id TEXT NOT NULL REFERENCES issuers (id) ON DELETE CASCADE,
    serial_number VARCHAR(255) NOT NULL,
    response_der BYTEA NOT NULL,
    next_update TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (issuer_id, serial_number)
);
