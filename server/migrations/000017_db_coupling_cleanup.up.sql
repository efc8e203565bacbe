-- class: renaming

ALTER TABLE renewal_policies RENAME COLUMN retry_interval_minutes TO retry_interval_seconds;
UPDATE renewal_policies SET retry_interval_seconds = retry_interval_seconds * 60;
ALTER TABLE renewal_policies
    ALTER COLUMN retry_interval_seconds SET DEFAULT 3600,
    DROP COLUMN auto_renew,
    DROP COLUMN alert_channel;
ALTER TABLE notification_events ADD COLUMN created_at TIMESTAMPTZ NOT NULL DEFAULT now();
