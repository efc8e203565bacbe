-- class: additive

CREATE TABLE certificate_profiles (
    id TEXT PRIMARY KEY,
    name VARCHAR(255) NOT NULL UNIQUE,
    max_validity_days INTEGER NOT NULL DEFAULT 90,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
ALTER TABLE managed_certificates ADD COLUMN certificate_profile_id TEXT REFERENCES certificate_profiles (id);
