-- loses: jobs WHERE verification_status IS NOT NULL

ALTER TABLE jobs
    DROP COLUMN verification_status,
    DROP COLUMN verification_error,
    DROP COLUMN verified_at;
