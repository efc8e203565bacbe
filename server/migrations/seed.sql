-- What every installation begins with. It runs after the migrations, each time, and changes nothing that is there.

INSERT INTO renewal_policies (id, name) VALUES ('rp-default', 'Default') ON CONFLICT DO NOTHING;

INSERT INTO policy_rules (id, name, type, config, severity) VALUES
    ('pr-default-lifetime', 'Certificate lifetime', 'CertificateLifetime', '{"max_days": 90}', 'Warning'),
    ('pr-default-owner', 'Certificate has an owner', 'OwnerRequired', '{}', 'Warning'),
    ('pr-default-renewal', 'Renewal before expiry', 'RenewalLeadTime', '{"min_days": 14}', 'Error'),
    ('pr-default-issuer', 'Issuer is enabled', 'AllowedIssuer', '{}', 'Critical')
ON CONFLICT DO NOTHING;
