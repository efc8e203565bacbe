-- loses: notification_events WHERE retry_count > 0 OR last_error IS NOT NULL

ALTER TABLE notification_events
    DROP COLUMN retry_count,
    DROP COLUMN next_retry_at,
    DROP COLUMN last_error;
