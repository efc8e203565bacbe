//! Faults that the backup drill must find.

use crate::fault::{Fault, in_file};

const CRON_JOB: &str = "deploy/helm/certctl/templates/backup-cronjob.yaml";

/// A fault in the CronJob's template.
const fn in_chart(
    name_and_part: (&'static str, &'static str),
    about: &'static str,
    edit: (&'static str, &'static str),
    says: &'static str,
) -> Fault {
    in_file(name_and_part, about, CRON_JOB, edit, says)
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    in_chart(
        ("plain-format", "claim"),
        "the dump is plain SQL",
        ("--format=custom ", ""),
        "input file appears to be a text format dump",
    ),
    in_chart(
        ("grants", "claim"),
        "the dump holds grants to roles that another server does not have",
        ("--no-acl ", ""),
        "it holds grants",
    ),
    in_chart(
        ("readable-for-all", "claim"),
        "everybody on the volume may read the dump",
        ("umask 077", "umask 022"),
        "with mode 644",
    ),
    in_chart(
        ("one-partial-name", "claim"),
        "two runs at once write into one partial dump",
        (".$(hostname).tmp", ".tmp"),
        "two runs at once both end well, and leave whole dumps and nothing else: it should have",
    ),
    in_chart(
        ("never-cleared", "claim"),
        "what a run that was killed has left stays for ever",
        ("-exec rm -f {} +", "-exec true {} +"),
        "is left of",
    ),
    in_chart(
        ("cleared-at-once", "claim"),
        "what another run is writing is removed",
        (r#"-mmin "+$PARTIAL_MINUTES" "#, ""),
        "two runs at once both end well, and leave whole dumps and nothing else: it should have",
    ),
    in_chart(
        ("not-read-through", "trouble"),
        "a dump whose end is missing gets a name",
        (r#"pg_restore --file=/dev/null "$partial""#, "true"),
        "a dump whose end the volume has lost gets no name: it should have failed",
    ),
    in_chart(
        ("partial-stays", "trouble"),
        "a run that fails leaves its partial dump",
        (r#"trap 'rm -f "$partial"' EXIT"#, "true"),
        ".tmp",
    ),
    in_chart(
        ("one-too-few", "retention"),
        "one dump less is kept than the values say",
        (r#"-le "$KEEP""#, r#"-lt "$KEEP""#),
        "are kept, and",
    ),
    in_chart(
        ("bad-dumps-count", "retention"),
        "a dump that cannot be read pushes a good one out",
        (r#"if pg_restore --list "$dump" > /dev/null 2>&1; then good"#, "if true; then good"),
        "dumps that cannot be read do not count",
    ),
    in_chart(
        ("clock-trusted", "retention"),
        "after the clock was set back the dump just written is the first to go",
        (r#"while [ "$past" -gt 0 ]"#, "while false"),
        "run 2 after the clock was set back",
    ),
    in_chart(
        ("upload-ignored", "s3"),
        "an upload that fails does not fail the run",
        (
            r#""s3://$S3_BUCKET/$S3_PREFIX$1"
"#,
            r#""s3://$S3_BUCKET/$S3_PREFIX$1" || true
"#,
        ),
        "a store that refuses fails the run and changes nothing: it should have failed",
    ),
    in_chart(
        ("uploaded-twice", "s3"),
        "the beginning of the dump is uploaded first, under its final key",
        (
            r#"aws ${S3_ENDPOINT:+--endpoint-url "$S3_ENDPOINT"} s3 cp"#,
            r#"head -c 1000 "$1" | aws ${S3_ENDPOINT:+--endpoint-url "$S3_ENDPOINT"} s3 cp - "s3://$S3_BUCKET/$S3_PREFIX$1"
                  aws ${S3_ENDPOINT:+--endpoint-url "$S3_ENDPOINT"} s3 cp"#,
        ),
        "was uploaded 2 times",
    ),
    in_chart(
        ("straight-to-final", "killed"),
        "the dump is written under its final name",
        (
            r#"partial="$final.$(hostname).tmp"
    trap 'rm -f "$partial"' EXIT"#,
            r#"partial="$final""#,
        ),
        "has the name of a dump and cannot be read to its end",
    ),
];
