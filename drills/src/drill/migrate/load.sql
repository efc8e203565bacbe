-- What a server and its agents do to a database all day, by the columns that every release knows.

CREATE SCHEMA load;
CREATE TABLE load.stopped (stopped BOOLEAN);
CREATE TABLE load.done (session BIGINT NOT NULL);

INSERT INTO issuers (id, name, type)
SELECT 'iss-' || n, 'issuer ' || n, 'ACME' FROM generate_series(0, 7) n;
INSERT INTO agents (id, name, hostname, api_key_hash)
SELECT 'ag-' || n, 'agent ' || n, 'host', 'hash' FROM generate_series(0, 7) n;
INSERT INTO managed_certificates (id, name, common_name, issuer_id)
SELECT 'mc-' || n, 'certificate ' || n, 'example.com', 'iss-' || n % 8 FROM generate_series(0, 1999) n;

CREATE PROCEDURE load.run(session BIGINT) LANGUAGE plpgsql AS $$
BEGIN
    WHILE NOT EXISTS (SELECT FROM load.stopped) LOOP
        PERFORM count(*) FROM managed_certificates WHERE status = 'pending' AND expires_at IS NULL;
        PERFORM c.id FROM managed_certificates c JOIN issuers i ON i.id = c.issuer_id WHERE i.id = 'iss-' || session;
        COMMIT;
        UPDATE agents SET last_heartbeat_at = now(), status = 'Online' WHERE id = 'ag-' || session;
        COMMIT;
        UPDATE issuers SET updated_at = now() WHERE id = 'iss-' || session;
        COMMIT;
        INSERT INTO jobs (id, type, certificate_id, status)
        VALUES (gen_random_uuid()::text, 'Renewal', 'mc-' || session, 'Pending');
        UPDATE managed_certificates SET updated_at = now() WHERE id = 'mc-' || session;
        INSERT INTO audit_events (id, actor, action, resource_type, resource_id)
        VALUES (gen_random_uuid()::text, 'load', 'renew', 'certificate', 'mc-' || session);
        INSERT INTO load.done VALUES (session);
        COMMIT;
        PERFORM pg_sleep(0.002);
    END LOOP;
END
$$;
