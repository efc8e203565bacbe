-- Rows in the product's own tables, :scale of each hundred.

INSERT INTO teams (id, name) SELECT 't-' || n, 'Team ' || n FROM generate_series(1, 50) n;
INSERT INTO issuers (id, name, type)
SELECT 'iss-' || n, 'Issuer ' || n, (ARRAY['ACME', 'StepCA', 'VaultPKI'])[1 + n % 3]
FROM generate_series(1, 20) n;
INSERT INTO agents (id, name, hostname, status, last_heartbeat_at, api_key_hash)
SELECT 'a-' || n, 'agent-' || n, 'host' || n || '.example', 'Online', now(), md5(n::text)
FROM generate_series(1, 100) n;
INSERT INTO managed_certificates (id, name, common_name, sans, team_id, issuer_id, status, expires_at, tags)
SELECT 'mc-' || n, 'certificate ' || n, n || '.example',
       ARRAY['www.' || n || '.example', n || '.Überprüfung.example'], 't-' || (1 + n % 50), 'iss-' || (1 + n % 20),
       'Active', now() + n % 365 * interval '1 day', jsonb_build_object('n', n, 'quote', '"''\ ')
FROM generate_series(1, 500 * :scale) n;
INSERT INTO jobs (id, type, certificate_id, agent_id, status, attempts, last_error, deployment_result)
SELECT 'j-' || n, 'Renewal', 'mc-' || (1 + n % (500 * :scale)), 'a-' || (1 + n % 100),
       CASE n % 20 WHEN 0 THEN 'Failed' ELSE 'Completed' END, n % 3,
       CASE n % 20 WHEN 0 THEN E'line one\nline two\t\\ ' || n END, jsonb_build_object('serial', md5(n::text))
FROM generate_series(1, 5000 * :scale) n;
INSERT INTO audit_events (id, actor, action, resource_type, resource_id, details)
SELECT md5(n::text), 'agent-' || n % 100, 'renew', 'certificate', 'mc-' || n, jsonb_build_object('at', n)
FROM generate_series(1, 4500 * :scale) n;
INSERT INTO crl_cache (issuer_id, crl_der, this_update, next_update)
SELECT id, decode(md5(id), 'hex'), now(), now() FROM issuers;
INSERT INTO ocsp_response_cache (issuer_id, serial_number, response_der, next_update)
SELECT id, md5(id), decode(md5(id), 'hex'), now() FROM issuers;
