-- loses: certificate_profiles WHERE csr_attributes <> '{}'

ALTER TABLE certificate_profiles DROP COLUMN csr_attributes;
