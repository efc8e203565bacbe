-- class: additive

CREATE TABLE acme_accounts (
    id TEXT PRIMARY KEY,
    key_thumbprint VARCHAR(64) NOT NULL UNIQUE,
    contacts TEXT[] NOT NULL DEFAULT '{}',
    status VARCHAR(50) NOT NULL DEFAULT 'valid',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE acme_orders (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES acme_accounts (id) ON DELETE CASCADE,
    identifiers JSONB NOT NULL,
    status VARCHAR(50) NOT NULL DEFAULT 'pending',
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
