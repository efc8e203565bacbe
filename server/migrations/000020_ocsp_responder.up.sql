-- class: additive
-- The server issues itself another responder certificate: the down loses nothing.

CREATE TABLE ocsp_responders (
    issuer_id TEXT PRIMARY KEY REFERENCES issuers (id) ON DELETE CASCADE,
    certificate_pem TEXT NOT NULL,
    not_after TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
