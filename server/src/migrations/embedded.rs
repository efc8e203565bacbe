//! The files of `migrations/`, inside the binary.
//!
//! A test compares this list with the folder.

macro_rules! files {
    ($($name:literal)*) => {
        &[$((
            $name,
            include_str!(concat!("../../migrations/", $name, ".up.sql")),
            include_str!(concat!("../../migrations/", $name, ".down.sql")),
        )),*]
    };
}

/// Name, up and down of each step.
pub(super) const FILES: &[(&str, &str, &str)] = files! {
    "000001_initial_schema"
    "000002_agent_metadata"
    "000003_certificate_profiles"
    "000004_agent_groups"
    "000005_revocation"
    "000006_discovery"
    "000007_network_discovery"
    "000008_verification"
    "000009_issuer_config"
    "000010_target_config"
    "000011_health_checks"
    "000012_revocation_index_scope"
    "000013_policy_rule_severity"
    "000014_policy_violation_severity_check"
    "000015_agent_retire"
    "000016_notification_retry"
    "000017_db_coupling_cleanup"
    "000018_audit_events_worm"
    "000019_crl_cache"
    "000020_ocsp_responder"
    "000021_scep_probe_results"
    "000022_certificate_profiles_csrattrs"
    "000023_managed_certificates_source"
    "000024_ocsp_response_cache"
    "000025_acme_server"
    "000026_renewal_policy_channel_matrix"
    "000027_approval_workflow"
    "000028_intermediate_ca_hierarchy"
};

/// What every installation begins with.
pub(super) const SEED: &str = include_str!("../../migrations/seed.sql");
