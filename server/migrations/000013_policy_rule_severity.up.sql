-- class: additive

ALTER TABLE policy_rules ADD COLUMN severity VARCHAR(50) NOT NULL DEFAULT 'Warning';
