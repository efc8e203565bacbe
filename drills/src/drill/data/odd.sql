-- What a database may hold besides the product's tables, and what a dump may trip over.

CREATE SCHEMA "Odd schema; $(x)";
SET search_path = "Odd schema; $(x)", public;
CREATE TYPE "mood ""quoted""" AS ENUM ('glad', 'it''s "odd"', 'ünïcode');
CREATE DOMAIN percentage AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE SEQUENCE "Odd-sequence" START 7 INCREMENT 3 MAXVALUE 100 CYCLE;
SELECT nextval('"Odd-sequence"'), nextval('"Odd-sequence"');
CREATE SEQUENCE untouched START 42;

CREATE TABLE "select" (
    "from" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    " a b " text NOT NULL DEFAULT 'it''s',
    "Δ" "mood ""quoted""",
    share percentage,
    twice bigint GENERATED ALWAYS AS (share::bigint * 2) STORED,
    raw bytea,
    numbers double precision[],
    at timestamptz,
    long text,
    UNIQUE (" a b ") DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON COLUMN "select"." a b " IS 'a comment; with '' and "';
INSERT INTO "select" (" a b ", "Δ", share, raw, numbers, at, long) VALUES
    (E'tab\t, newline\n, backslash \\. and \\N', 'it''s "odd"', 12.34, '\x00ff00', '{NaN,Infinity,-0}', 'infinity', repeat('too long for a page ', 20000)),
    ('', 'ünïcode', 0, '', '{}', '-infinity', NULL),
    ('plain', NULL, NULL, NULL, NULL, '2000-02-29 12:00+13', '');
CREATE TABLE child (parent bigint REFERENCES "select" ON DELETE CASCADE, CHECK (parent > 0) NOT VALID);
INSERT INTO child VALUES (1), (1), (3);
CREATE TABLE empty ();
CREATE TABLE measured (day date NOT NULL, value int) PARTITION BY RANGE (day);
CREATE TABLE "measured 2025" PARTITION OF measured FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE "measured rest" PARTITION OF measured DEFAULT;
INSERT INTO measured SELECT '2025-12-01'::date + n, n FROM generate_series(1, 60) n;
CREATE INDEX "an index" ON measured (value DESC NULLS LAST) WHERE value > 5;
CREATE FUNCTION "count up"() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM nextval('"Odd schema; $(x)"."Odd-sequence"');
    RETURN NEW;
END
$body$;
CREATE TRIGGER "a trigger" AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION "count up"();
ALTER TABLE child DISABLE TRIGGER "a trigger";
CREATE VIEW seen AS SELECT "from", " a b " FROM "select" WHERE "Δ" IS NOT NULL;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM measured;

SELECT lo_from_bytea(0, decode(repeat(md5(n::text), 2000 * n), 'hex')) FROM generate_series(1, 5) n;
SELECT lo_from_bytea(424242, '');

-- Two tables that a writer fills at once: what one has, the other has.
CREATE SCHEMA busy;
CREATE TABLE busy.debit (n bigint PRIMARY KEY);
CREATE TABLE busy.credit (n bigint PRIMARY KEY);
CREATE PROCEDURE busy.write() LANGUAGE plpgsql AS $body$
BEGIN
    FOR n IN 1 .. 100000000 LOOP
        INSERT INTO busy.debit VALUES (n);
        INSERT INTO busy.credit VALUES (n);
        COMMIT;
        PERFORM pg_sleep(0.002);
    END LOOP;
END
$body$;
