-- loses: issuers WHERE encrypted_config IS NOT NULL

ALTER TABLE issuers
    DROP COLUMN source,
    DROP COLUMN encrypted_config;
