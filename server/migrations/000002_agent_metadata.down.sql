ALTER TABLE agents
    DROP COLUMN os,
    DROP COLUMN architecture,
    DROP COLUMN ip_address,
    DROP COLUMN version;
