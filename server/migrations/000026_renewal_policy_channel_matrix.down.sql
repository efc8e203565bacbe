-- loses: renewal_policies WHERE alert_channels <> '{}'

ALTER TABLE renewal_policies DROP COLUMN alert_channels;
