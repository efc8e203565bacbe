-- class: additive
-- Agents report all four with each heartbeat.

ALTER TABLE agents
    ADD COLUMN os VARCHAR(50) NOT NULL DEFAULT '',
    ADD COLUMN architecture VARCHAR(50) NOT NULL DEFAULT '',
    ADD COLUMN ip_address VARCHAR(45) NOT NULL DEFAULT '',
    ADD COLUMN version VARCHAR(50) NOT NULL DEFAULT '';
