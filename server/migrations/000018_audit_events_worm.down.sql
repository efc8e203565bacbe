GRANT UPDATE, DELETE ON audit_events TO CURRENT_USER;
DROP TRIGGER audit_events_append_only ON audit_events;
DROP FUNCTION audit_events_append_only();
