-- class: additive

ALTER TABLE jobs
    ADD COLUMN verification_status VARCHAR(50),
    ADD COLUMN verification_error TEXT,
    ADD COLUMN verified_at TIMESTAMPTZ;
