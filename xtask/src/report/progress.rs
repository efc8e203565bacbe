//! What is heard while a run is under way, on standard error so that no format is disturbed.

use std::io::{IsTerminal as _, Write as _};

use crate::evidence::Attempt;

const GREEN: anstyle::Style =
    anstyle::Style::new().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Green)));
const RED: anstyle::Style =
    anstyle::Style::new().bold().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Red)));
const DIM: anstyle::Style = anstyle::Style::new().dimmed();

/// Tells what takes time.
pub fn tell(line: &str) {
    // A closed standard error must not stop the work.
    let _ = writeln!(anstream::stderr(), "{DIM}{line}{DIM:#}");
}

/// One line for a combination that was rendered and linted.
pub fn finished(attempt: &Attempt) {
    let name = &attempt.combination.name;
    let took = attempt.took.as_secs_f64();
    let (style, state) = match (&attempt.rendered, &attempt.linted) {
        (Ok(_), Ok(())) => (GREEN, "rendered"),
        (Ok(_), Err(_)) => (RED, "lint failed"),
        (Err(_), _) => (RED, "failed"),
    };
    let objects = attempt.manifest().map_or(0, |manifest| manifest.objects().count());
    let _ = writeln!(
        anstream::stderr(),
        "{style}{state:>11}{style:#} {name:<28} {objects:>3} objects {DIM}{took:>6.2} s{DIM:#}"
    );
}

/// Whether a person is watching.
pub fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}
