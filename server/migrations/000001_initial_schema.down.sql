-- loses: teams
-- loses: owners
-- loses: renewal_policies WHERE id <> 'rp-default'
-- loses: issuers
-- loses: managed_certificates
-- loses: certificate_versions
-- loses: agents
-- loses: deployment_targets
-- loses: jobs
-- loses: policy_rules WHERE id NOT LIKE 'pr-default-%'
-- loses: policy_violations
-- loses: notification_events
-- loses: audit_events

DROP TABLE audit_events;
DROP TABLE notification_events;
DROP TABLE policy_violations;
DROP TABLE policy_rules;
DROP TABLE jobs;
DROP TABLE deployment_targets;
DROP TABLE agents;
DROP TABLE certificate_versions;
DROP TABLE managed_certificates;
DROP TABLE issuers;
DROP TABLE renewal_policies;
DROP TABLE owners;
DROP TABLE teams;
