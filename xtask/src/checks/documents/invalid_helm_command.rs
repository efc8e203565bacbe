//! `documents/invalid-helm-command`: a document that gives helm a command or option which it does not have.

use std::sync::LazyLock;

use regex::Regex;

use super::documents;
use crate::checks::{Check, Observation, Scope, Verdict};
use crate::diagnostic::Severity;
use crate::evidence::Evidence;
use crate::locate::Place;
use crate::markdown;
use crate::suite::nearest;

/// See [`Check::summary`].
pub(crate) static CHECK: Check = Check {
    id: "documents/invalid-helm-command",
    scope: Scope::Documents,
    severity: Severity::Error,
    summary: "every command and option that a document gives to helm is one that helm 3 or 4 has",
    why: "A command that ends in `unknown flag` at three in the morning is worse than none.",
    failing: "helm upgrade certctl deploy/helm/certctl --reuse-value\n",
    repaired: "helm upgrade certctl deploy/helm/certctl --reuse-values\n",
    run,
};

/// The options of the commands that change or show a release, from `helm COMMAND --help` of 3.16 and 4.1.
const OPTIONS: &str = "\
    all all-namespaces api-versions atomic burst-limit ca-file cascade cert-file cleanup-on-fail \
    create-namespace debug dependency-update deployed description devel \
    disable-openapi-validation dry-run enable-dns failed filter force force-conflicts \
    force-replace generate-name help hide-notes hide-secret history-max ignore-not-found \
    include-crds insecure-skip-tls-verify install is-upgrade keep-history key-file keyring \
    kube-apiserver kube-as-group kube-as-user kube-ca-file kube-context \
    kube-insecure-skip-tls-verify kube-tls-server-name kube-token kube-version kubeconfig labels \
    logs max name-template namespace no-headers no-hooks offset output output-dir \
    pass-credentials password pending plain-http post-renderer post-renderer-args qps quiet \
    recreate-pods registry-config release-name render-subchart-notes replace repo \
    repository-cache repository-config reset-then-reuse-values reset-values reuse-values reverse \
    revision rollback-on-failure selector server-side set set-file set-json set-literal \
    set-string short show-desc show-only show-resources skip-crds skip-schema-validation \
    skip-tests strict superseded take-ownership template time-format timeout uninstalled \
    uninstalling username validate values verify version wait wait-for-jobs with-subcharts";

/// The commands of helm 3.16 and 4.1.
const COMMANDS: &str = "completion create dependency env get help history install lint list package \
                        plugin pull push registry repo rollback search show status template test \
                        uninstall upgrade verify version";

fn known() -> impl Iterator<Item = &'static str> {
    OPTIONS.split_whitespace()
}

fn run(evidence: &Evidence) -> Verdict {
    static HELM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[\s;&|(])helm ([a-z]+)(?:\s|$)").expect("a valid pattern")
    });
    static OPTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|\s)--([a-z][a-z0-9-]*)").expect("a valid pattern"));
    let mut verdict = Verdict::default();
    for (document, text) in documents(evidence) {
        let mut continued = None;
        for code in markdown::code(text) {
            let goes_on = continued == Some(code.line);
            continued = None;
            // What stands behind a hash is said to people.
            let line = code.text.split(" #").next().unwrap_or_default();
            let any = line.contains("helm ");
            let command = any.then(|| HELM.captures(line)).flatten();
            let command = command.and_then(|captures| captures.get(1));
            if let Some(command) = command {
                verdict.judged += 1;
                if !COMMANDS.split_whitespace().any(|known| known == command.as_str()) {
                    let before = &code.text[..command.start()];
                    let column = code.column + before.chars().count() as u32;
                    let message = format!("helm has no command {}", command.as_str());
                    let help = nearest(command.as_str(), COMMANDS.split_whitespace())
                        .map(|known| format!("did you mean {known}?"));
                    let place = Place::at(document, code.line, column);
                    verdict
                        .observations
                        .push(Observation { help, ..Observation::new(place, message) });
                }
            }
            let start = match command {
                Some(command) => command.start(),
                None if goes_on => 0,
                None => continue,
            };
            if code.text.trim_end().ends_with('\\') {
                continued = Some(code.line + 1);
            }
            // What follows a pipe or a semicolon belongs to another command.
            let own = code.text[start..].trim_start_matches([' ', ';', '&', '|', '(']);
            let offset = code.text.len() - own.len();
            let own = own.split(['|', ';', '#']).next().unwrap_or_default();
            for option in OPTION.captures_iter(own).filter_map(|captures| captures.get(1)) {
                verdict.judged += 1;
                if known().any(|known| known == option.as_str()) {
                    continue;
                }
                let before = &code.text[..offset + option.start() - 2];
                let column = code.column + before.chars().count() as u32;
                let message = format!("helm has no option --{}", option.as_str());
                let help = nearest(option.as_str(), known())
                    .map(|known| format!("did you mean --{known}?"));
                let observation = Observation::new(Place::at(document, code.line, column), message);
                verdict.observations.push(Observation { help, ..observation });
            }
        }
    }
    verdict
}
