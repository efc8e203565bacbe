-- class: additive

ALTER TABLE deployment_targets
    ADD COLUMN source VARCHAR(50) NOT NULL DEFAULT 'env',
    ADD COLUMN encrypted_config BYTEA;
