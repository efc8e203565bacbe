-- class: tightening
-- A serial number is unique within its issuer (RFC 5280, 4.1.2.2), not among all of them.

DROP INDEX idx_certificate_revocations_serial;
CREATE UNIQUE INDEX idx_certificate_revocations_issuer_serial ON certificate_revocations (issuer_id, serial_number);
