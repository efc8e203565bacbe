-- class: tightening

UPDATE policy_violations SET severity = initcap(severity) WHERE severity <> initcap(severity);
ALTER TABLE policy_violations
    ADD CONSTRAINT policy_violations_severity_check CHECK (severity IN ('Warning', 'Error', 'Critical'));
