-- Lets a session be stopped before any of its statements, and before its commit, by what PostgreSQL itself has:
-- triggers, a sequence that counts, and a sleep. Whoever connects notices nothing but the wait.

CREATE SCHEMA drill;
CREATE SEQUENCE drill.passed MINVALUE 0;
CREATE TABLE drill.stop (at BIGINT NOT NULL);
INSERT INTO drill.stop VALUES (0);

CREATE FUNCTION drill.pass() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('drill.passed') = (SELECT at FROM drill.stop) THEN
        PERFORM pg_sleep(600);
    END IF;
END
$$;

CREATE FUNCTION drill.stop_at(passed BIGINT) RETURNS void LANGUAGE sql AS $$
    UPDATE drill.stop SET at = passed;
    SELECT setval('drill.passed', 0);
$$;

CREATE FUNCTION drill.recorded() RETURNS BIGINT LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM public.schema_migrations);
EXCEPTION WHEN undefined_table THEN
    RETURN 0;
END
$$;

CREATE FUNCTION drill.before_definition() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM drill.pass();
END
$$;

CREATE FUNCTION drill.before_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM drill.pass();
    RETURN NULL;
END
$$;

CREATE FUNCTION drill.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP
        EXECUTE format(
            'CREATE TRIGGER drill_rows BEFORE INSERT OR UPDATE OR DELETE ON %s
             FOR EACH STATEMENT EXECUTE FUNCTION drill.before_rows()', made.object_identity);
        IF made.object_identity = 'public.schema_migrations' THEN
            CREATE CONSTRAINT TRIGGER drill_commit AFTER INSERT ON public.schema_migrations
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION drill.before_rows();
        END IF;
    END LOOP;
END
$$;

CREATE EVENT TRIGGER drill_watch ON ddl_command_end EXECUTE FUNCTION drill.watch();
CREATE EVENT TRIGGER drill_before ON ddl_command_start EXECUTE FUNCTION drill.before_definition();
