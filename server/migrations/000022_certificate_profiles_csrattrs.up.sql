-- class: additive

ALTER TABLE certificate_profiles ADD COLUMN csr_attributes TEXT[] NOT NULL DEFAULT '{}';
