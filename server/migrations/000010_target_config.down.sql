-- loses: deployment_targets WHERE encrypted_config IS NOT NULL

ALTER TABLE deployment_targets
    DROP COLUMN source,
    DROP COLUMN encrypted_config;
