-- loses: certificate_revocations
-- loses: managed_certificates WHERE revoked_at IS NOT NULL OR revocation_reason IS NOT NULL

ALTER TABLE managed_certificates
    DROP COLUMN revoked_at,
    DROP COLUMN revocation_reason;
DROP TABLE certificate_revocations;
