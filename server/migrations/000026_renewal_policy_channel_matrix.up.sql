-- class: additive

ALTER TABLE renewal_policies ADD COLUMN alert_channels JSONB NOT NULL DEFAULT '{}';
