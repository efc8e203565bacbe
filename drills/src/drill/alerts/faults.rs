//! Faults that the alerts drill must find.

use super::scene::RUNBOOK;
use crate::fault::{Edit, Fault};

const RULES: &str = "deploy/helm/certctl/templates/prometheusrules.yaml";
const MONITOR: &str = "deploy/helm/certctl/templates/servicemonitor.yaml";
const DEPLOYMENT: &str = "deploy/helm/certctl/templates/server-deployment.yaml";

const fn fault(
    (name, about): (&'static str, &'static str),
    (part, says): (&'static str, &'static str),
    (file, from, to): (&'static str, &'static str, &'static str),
) -> Fault {
    Fault { name, about, part, says, edit: Edit::File { file, from, to } }
}

pub(super) const FAULTS: &[Fault] = &[
    fault(
        ("metric-renamed", "a rule reads a metric that nobody exposes"),
        ("fire", "reads certctl_certificates_expiring, which the server does not expose"),
        (RULES, "certctl_certificate_expiring_soon", "certctl_certificates_expiring"),
    ),
    fault(
        ("first-failure-missed", "a series that is born at 1 counts for nothing"),
        ("fire", "CertctlIssuanceFailures does not fire"),
        (
            RULES,
            "(certctl_issuance_failures_total unless certctl_issuance_failures_total offset \
             {{ $of.issuanceFailures.window }})\n              or increase",
            "increase",
        ),
    ),
    fault(
        ("fires-at-once", "offline agents fire without a delay"),
        ("fire", "CertctlAgentOffline fires, although it passes"),
        (RULES, "for: {{ $of.agentOffline.for }}", "for: 0s"),
    ),
    fault(
        ("sentinels-count", "sentinel agents count as offline"),
        ("fire", "CertctlAgentOffline is pending in a steady system"),
        (
            RULES,
            "(int64 $of.agentOffline.sentinels) (.Values.server.networkScan.enabled | ternary 1 0)",
            "0",
        ),
    ),
    fault(
        ("rows-as-counter", "the fall of a count of rows is read as a restart"),
        ("fire", "CertctlJobFailureRateHigh is pending in a steady system"),
        (
            RULES,
            "sum_over_time(clamp_min({{ $count }}) - {{ $count }} offset 1m), 0)[{{ index . 1 }}:1m])",
            "max by (namespace, job) (increase(certctl_job_{{ index . 0 }}_total[{{ index . 1 }}]))",
        ),
    ),
    fault(
        ("replicas-summed", "what every replica reports is added up"),
        ("fire", "should contain \"3 certificates"),
        (
            RULES,
            "max by (namespace, job) (certctl_certificate_expiring_soon)",
            "sum by (namespace, job) (certctl_certificate_expiring_soon)",
        ),
    ),
    fault(
        ("runbook-section-gone", "the runbook_url of an alert leads nowhere"),
        ("fire", "leads to no section of the runbook"),
        (RUNBOOK, "### CertctlIssuanceFailures", "### Issuance failures"),
    ),
    fault(
        ("wrong-token", "Prometheus is given a token that is not in the list"),
        ("scrape", "Unauthorized"),
        (RUNBOOK, "--from-literal=token=\"$PROM_KEY\"", "--from-literal=token=\"$PROM_KEY-\""),
    ),
    fault(
        ("scheme-http", "the ServiceMonitor speaks plain HTTP"),
        ("scrape", "400 Bad Request"),
        (MONITOR, "scheme: https", "scheme: http"),
    ),
    fault(
        ("wrong-server-name", "the ServiceMonitor expects a name that is not in the certificate"),
        ("scrape", "not certctl.example.com"),
        (MONITOR, "(include \"certctl.serverHost\" .)", "\"certctl.example.com\""),
    ),
    fault(
        ("wrong-path", "the ServiceMonitor asks for a path that there is not"),
        ("scrape", "404 Not Found"),
        (MONITOR, "path: /api/v1/metrics/prometheus", "path: /metrics"),
    ),
    fault(
        ("no-ca", "the ServiceMonitor names no CA"),
        ("scrape", "certificate signed by unknown authority"),
        (MONITOR, "{{- with include \"certctl.ca\" . | fromYaml }}", "{{- with dict }}"),
    ),
    fault(
        ("wrong-port", "the ServiceMonitor names a port that the Service has not"),
        ("scrape", "the ServiceMonitor selects none"),
        (MONITOR, "port: https", "port: metrics"),
    ),
    fault(
        ("monitor-unselected", "the ServiceMonitor lacks the label by which it is selected"),
        ("scrape", "it does not select the ServiceMonitor"),
        (MONITOR, "{{- with $monitor.labels }}", "{{- with dict }}"),
    ),
    fault(
        ("rules-unselected", "the rules lack the label by which they are selected"),
        ("fire", "rules do not show up"),
        (RULES, "{{- with $rules.labels }}", "{{- with dict }}"),
    ),
    fault(
        ("column-renamed", "a question of the runbook names a column that there is not"),
        ("questions", "does not exist"),
        (RUNBOOK, "WHERE retired_at IS NULL", "WHERE retired IS NULL"),
    ),
    fault(
        ("wrong-symptom", "the runbook promises an error that Prometheus does not say"),
        ("scrape", "the runbook says"),
        (RUNBOOK, "certificate signed by unknown authority", "certificate signed by a stranger"),
    ),
    fault(
        (
            "labels-of-another",
            "the runbook asks for the labels of a ServiceMonitor that is not there",
        ),
        ("scrape", "servicemonitor \"certctl-metrics\" not found"),
        (RUNBOOK, "get servicemonitor certctl-server", "get servicemonitor certctl-metrics"),
    ),
    fault(
        ("token-expired", "the old key ends before Prometheus has the new one"),
        ("rotation", "401 Unauthorized"),
        (
            RUNBOOK,
            "--from-literal=api-key=\"$KEYS,$NEW_KEY\"",
            "--from-literal=api-key=\"$NEW_KEY\"",
        ),
    ),
    fault(
        ("not-restarted", "the server does not learn of the new key"),
        ("rotation", "Unauthorized"),
        (
            RUNBOOK,
            "kubectl -n certctl rollout restart deployment/certctl-server\n   kubectl -n certctl rollout status",
            "kubectl -n certctl rollout status",
        ),
    ),
    fault(
        ("no-pre-stop", "a server ends while Prometheus still scrapes it"),
        ("rotation", "scrapes were lost"),
        (DEPLOYMENT, "command: [sleep, \"5\"]", "command: [sleep, \"0\"]"),
    ),
];
