-- loses: managed_certificates WHERE source <> ''

ALTER TABLE managed_certificates DROP COLUMN source;
