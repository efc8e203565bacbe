-- class: additive
-- The unique index is on a table that no older release writes to.

CREATE TABLE certificate_revocations (
    id TEXT PRIMARY KEY,
    certificate_id TEXT NOT NULL REFERENCES managed_certificates (id),
    issuer_id TEXT NOT NULL REFERENCES issuers (id),
    serial_number VARCHAR(255) NOT NULL,
    reason VARCHAR(50) NOT NULL DEFAULT 'unspecified',
    revoked_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX idx_certificate_revocations_serial ON certificate_revocations (serial_number);
ALTER TABLE managed_certificates
    ADD COLUMN revoked_at TIMESTAMPTZ,
    ADD COLUMN revocation_reason VARCHAR(50);
