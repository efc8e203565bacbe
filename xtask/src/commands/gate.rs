//! `cargo xtask gate`: everything that can be checked offline.

use std::path::Path;

use anyhow::Result;

use super::helm_lint::{progress_of, scopes};
use super::{Outcome, Prepared, prepare, watch};
use crate::checks::Scope;
use crate::cli;
use crate::gather::{self, Extra, Subject};
use crate::judge;
use crate::report;

/// Of a chart elsewhere, neither workflows nor documents are read.
const OWN: &[Scope] =
    &[Scope::Suite, Scope::Renders, Scope::Findings, Scope::Pins, Scope::Wiring, Scope::Documents];

/// Renders, judges everything and reports.
pub(super) fn run(root: &Path, arguments: &cli::Gate) -> Result<Outcome> {
    if arguments.watch.watch {
        let all: fn(&Subject) -> &'static [Scope] = |it| if it.own { OWN } else { scopes(it) };
        return watch::watch(root, &arguments.subject, &Extra::default(), all);
    }
    let format = arguments.output.format.unwrap_or_else(report::default_format);
    let Prepared { subject, renderer, left_out } = prepare(root, &arguments.subject)?;
    let mut evidence = gather::read_while_preparing(&subject, renderer.as_ref())?;
    gather::render(
        &mut evidence,
        &subject,
        &Extra::default(),
        renderer.as_ref(),
        progress_of(format),
    )?;
    let scopes = if subject.own { OWN } else { scopes(&subject) };
    let mut run = judge::judge(&mut evidence, scopes);
    run.engine = Some(renderer.describe());
    run.left_out.extend(left_out);
    if !subject.own {
        run.left_out
            .push("workflows and documents: they are read for this repository only".to_owned());
    }
    report::print(format, &run, &evidence.sources)?;
    let outcome = Outcome::of(run.failed());
    // The process ends here: to take apart what was read would be time for nothing.
    std::mem::forget((run, evidence, renderer));
    Ok(outcome)
}
