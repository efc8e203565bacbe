-- class: additive

CREATE TABLE intermediate_cas (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES intermediate_cas (id),
    issuer_id TEXT NOT NULL REFERENCES issuers (id),
    certificate_pem TEXT NOT NULL,
    not_after TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
