-- loses: agents WHERE retired_at IS NOT NULL

ALTER TABLE deployment_targets
    DROP CONSTRAINT deployment_targets_agent_id_fkey,
    ADD CONSTRAINT deployment_targets_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE;
ALTER TABLE agents
    DROP COLUMN retired_at,
    DROP COLUMN retired_reason;
