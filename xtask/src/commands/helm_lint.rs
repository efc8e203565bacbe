//! `cargo xtask helm-lint`: the main job.

use std::path::Path;

use anyhow::Result;

use super::{Outcome, Prepared, prepare, watch};
use crate::checks::Scope;
use crate::cli;
use crate::evidence::Evidence;
use crate::gather::{self, Extra};
use crate::judge::{self, Run};
use crate::report::{self, Format, progress};

/// Without a suite there is nothing to hold a chart against but what holds for any chart.
pub(super) fn scopes(subject: &gather::Subject) -> &'static [Scope] {
    match subject.suite {
        Some(_) => &[Scope::Suite, Scope::Renders, Scope::Findings],
        None => &[Scope::Renders],
    }
}

/// Renders, judges and reports.
pub(super) fn run(root: &Path, arguments: &cli::HelmLint) -> Result<Outcome> {
    let extra = Extra {
        only: arguments.only.clone(),
        values: arguments.values.clone(),
        set: arguments.set.clone(),
    };
    if arguments.watch.watch {
        return watch::watch(root, &arguments.subject, &extra, scopes);
    }
    let format = arguments.output.format.unwrap_or_else(report::default_format);
    let Prepared { subject, renderer, left_out } = prepare(root, &arguments.subject)?;
    let mut evidence = gather::read_while_preparing(&subject, renderer.as_ref())?;
    gather::render(&mut evidence, &subject, &extra, renderer.as_ref(), progress_of(format))?;
    let mut run = judge::judge(&mut evidence, scopes(&subject));
    run.engine = Some(renderer.describe());
    run.left_out.extend(left_out);
    say_what_is_left_out(&mut run, &evidence, &subject, &extra);
    report::print(format, &run, &evidence.sources)?;
    let outcome = Outcome::of(run.failed());
    // The process ends here: to take apart what was read would be time for nothing.
    std::mem::forget((run, evidence, renderer));
    Ok(outcome)
}

/// Machines that read JSON hear nothing on the side.
pub(super) fn progress_of(format: Format) -> &'static (dyn Fn(&crate::evidence::Attempt) + Sync) {
    match format {
        Format::Json => &|_| {},
        Format::Human | Format::Github => &progress::finished,
    }
}

fn say_what_is_left_out(
    run: &mut Run,
    evidence: &Evidence,
    subject: &gather::Subject,
    extra: &Extra,
) {
    if !extra.only.is_empty() {
        let all = evidence.suite.combinations.len();
        let left_out = all - evidence.attempts.len();
        run.left_out.push(format!(
            "{left_out} of {all} combinations, {} refusals and what is expected of them (--only)",
            evidence.suite.refusals.len()
        ));
    }
    if subject.suite.is_none() {
        run.left_out.push(
            "findings and refusals, for this chart has no suite (a folder `guards` with a \
             matrix.yaml, or --suite DIR)"
                .to_owned(),
        );
    }
}
