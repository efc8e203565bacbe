-- class: tightening

ALTER TABLE agents
    ADD COLUMN retired_at TIMESTAMPTZ,
    ADD COLUMN retired_reason TEXT;
ALTER TABLE deployment_targets
    DROP CONSTRAINT deployment_targets_agent_id_fkey,
    ADD CONSTRAINT deployment_targets_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE RESTRICT;
