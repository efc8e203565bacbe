-- Everything in a database that a restore must bring back, a line for each thing.

SELECT format(
    'SELECT %L, count(*), md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text COLLATE "C"), '''')) FROM ONLY %I.%I t',
    format('rows of %I.%I', nspname, relname), nspname, relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema', 'busy')
ORDER BY nspname, relname \gexec
SELECT format('SELECT %L, last_value, is_called FROM %I.%I',
    format('sequence %I.%I', nspname, relname), nspname, relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'S' ORDER BY nspname, relname \gexec
SELECT 'properties of sequence', schemaname, sequencename, start_value, increment_by, max_value, cycle
FROM pg_sequences ORDER BY 2, 3;
SELECT 'column', c.oid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
       attgenerated, pg_get_expr(adbin, adrelid), col_description(c.oid, attnum)
FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm')
  AND nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY c.oid::regclass::text, attnum;
-- PostgreSQL itself writes the same casts differently after the first restore of a CHECK.
SELECT 'constraint', conrelid::regclass, conname, convalidated,
       regexp_replace(pg_get_constraintdef(c.oid), '::(character varying|text)(\[\])?|[()]', '', 'g')
FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace
WHERE nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY conrelid::regclass::text, conname;
SELECT 'index', indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid
FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname NOT IN ('pg_catalog', 'pg_toast') ORDER BY indexrelid::regclass::text;
SELECT 'trigger', tgrelid::regclass, pg_get_triggerdef(oid), tgenabled
FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgrelid::regclass::text, tgname;
SELECT 'function', p.oid::regprocedure, md5(pg_get_functiondef(p.oid))
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY p.oid::regprocedure::text;
SELECT 'view', c.oid::regclass, md5(pg_get_viewdef(c.oid))
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('v', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY c.oid::regclass::text;
SELECT 'enum', enumtypid::regtype, enumlabel FROM pg_enum ORDER BY enumtypid::regtype::text, enumsortorder;
SELECT 'large object', loid, length(lo_get(loid)), md5(lo_get(loid))
FROM (SELECT oid AS loid FROM pg_largeobject_metadata) l ORDER BY loid;
SELECT 'rights on audit_events', privilege
FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
WHERE EXISTS (
    SELECT FROM pg_class c, aclexplode(coalesce(relacl, acldefault('r', relowner))) a
    WHERE c.oid = 'audit_events'::regclass AND a.privilege_type = privilege);
