//! What people see of the drills. The only place of this crate that prints.

use std::io::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use anyhow::Result;

const GREEN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const RED: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// After this long it is said what is being done.
const QUIET: Duration = Duration::from_secs(1);

/// Says that a drill or a part of it begins.
pub fn begin(drill: &str, part: &str) {
    say(&format!("{BOLD}{drill}{BOLD:#} {part}"));
}

/// Does one step, says how it ended and how long it took. What it returns is a figure or another
/// detail for the line, or nothing.
///
/// # Errors
/// The step's own.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
    let started = Instant::now();
    let (done, told) = mpsc::channel::<()>();
    let outcome = thread::scope(|scope| {
        scope.spawn(move || {
            if told.recv_timeout(QUIET) == Err(mpsc::RecvTimeoutError::Timeout) {
                tell(&format!("       … {what}"));
            }
        });
        let outcome = work();
        drop(done);
        outcome
    });
    let took = format!("{DIM}{:>6.1} s{DIM:#}", started.elapsed().as_secs_f64());
    match outcome {
        Ok((value, detail)) => {
            let detail = if detail.is_empty() { detail } else { format!(" ({detail})") };
            say(&format!("{GREEN}  proved{GREEN:#} {took}  {what}{detail}"));
            Ok(value)
        }
        Err(error) => {
            say(&format!("{RED}  failed{RED:#} {took}  {what}"));
            Err(error)
        }
    }
}

/// Says why a drill has failed; in GitHub Actions as an annotation as well.
pub fn failure(drill: &str, error: &anyhow::Error) {
    let text = format!("{error:#}");
    say(&format!("{RED}error{RED:#}: {drill}: {text}"));
    if std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        say(&format!("::error::drill {drill}: {escaped}"));
    }
}

/// Says what stopped the program, on standard error.
pub fn stopped(error: &anyhow::Error) {
    let _ = writeln!(anstream::stderr(), "{RED}error{RED:#}: {error:#}");
}

/// Says what came of everything.
pub fn verdict(proved: usize, failed: &[&str], took: Duration, left_out: Option<&str>) {
    if let Some(left_out) = left_out {
        say(&format!("left out by --quick: {left_out}"));
    }
    let seconds = took.as_secs_f64();
    match failed {
        [] => say(&format!("{GREEN}{proved} proved, none failed{GREEN:#} in {seconds:.1} s")),
        _ => say(&format!(
            "{RED}{} failed{RED:#} ({}), {proved} proved in {seconds:.1} s",
            failed.len(),
            failed.join(", ")
        )),
    }
}

/// Says a line on standard output. Nothing can be done when nobody reads it.
pub fn say(line: &str) {
    let _ = writeln!(anstream::stdout(), "{line}");
}

/// Says a text on standard output as it is, without a line's end.
pub fn say_exactly(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Says on standard error what takes time.
pub fn tell(line: &str) {
    let _ = writeln!(anstream::stderr(), "{DIM}{line}{DIM:#}");
}

/// Says on standard error, in plain words, what a stood-in program has to say.
pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
