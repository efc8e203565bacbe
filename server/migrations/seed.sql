-- What every installation begins with. It runs after the migrations, each time, and changes nothing that is there.
-- It names no column of a later migration than 000001, so that every release can plant it.

INSERT INTO renewal_policies (id, name) VALUES ('rp-default', 'Default') ON CONFLICT DO NOTHING;

INSERT INTO policy_rules (id, name, type, config) VALUES
    ('pr-default-lifetime', 'Certificate lifetime', 'CertificateLifetime', '{"max_days": 90}'),
    ('pr-default-owner', 'Certificate has an owner', 'OwnerRequired', '{}'),
    ('pr-default-renewal', 'Renewal before expiry', 'RenewalLeadTime', '{"min_days": 14}'),
    ('pr-default-issuer', 'Issuer is enabled', 'AllowedIssuer', '{}')
ON CONFLICT DO NOTHING;
