-- loses: policy_rules WHERE severity <> 'Warning' AND id NOT LIKE 'pr-default-%'

ALTER TABLE policy_rules DROP COLUMN severity;
