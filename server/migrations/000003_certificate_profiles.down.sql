-- loses: certificate_profiles
-- loses: managed_certificates WHERE certificate_profile_id IS NOT NULL

ALTER TABLE managed_certificates DROP COLUMN certificate_profile_id;
DROP TABLE certificate_profiles;
