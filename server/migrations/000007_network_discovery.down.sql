-- loses: network_scan_targets

ALTER TABLE discovered_certificates DROP COLUMN network_scan_target_id;
DROP TABLE network_scan_targets;
