-- class: additive

ALTER TABLE issuers
    ADD COLUMN source VARCHAR(50) NOT NULL DEFAULT 'env',
    ADD COLUMN encrypted_config BYTEA;
