-- loses: notification_events
-- loses: renewal_policies WHERE retry_interval_seconds % 60 <> 0

ALTER TABLE notification_events DROP COLUMN created_at;
UPDATE renewal_policies SET retry_interval_seconds = greatest(1, round(retry_interval_seconds / 60.0));
ALTER TABLE renewal_policies RENAME COLUMN retry_interval_seconds TO retry_interval_minutes;
ALTER TABLE renewal_policies
    ALTER COLUMN retry_interval_minutes SET DEFAULT 60,
    ADD COLUMN auto_renew BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN alert_channel VARCHAR(50) NOT NULL DEFAULT 'email';
