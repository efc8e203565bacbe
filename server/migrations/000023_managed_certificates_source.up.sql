-- class: additive

ALTER TABLE managed_certificates ADD COLUMN source VARCHAR(50) NOT NULL DEFAULT '';
