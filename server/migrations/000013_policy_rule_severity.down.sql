-- loses: policy_rules WHERE severity <> 'Warning'

ALTER TABLE policy_rules DROP COLUMN severity;
