//! The drills, the one list of them, and how they are run.

mod alerts;
mod backup;
mod data;
mod migrate;
mod restore;
mod rollback;
mod schema;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail, ensure};
use xtask::cli;
use xtask::render::drill_tools::DrillTools;

use crate::fault::{self, Fault};
use crate::stage::{Form, Stage};
use crate::surroundings::{Surroundings, blame};
use crate::{enter, faulty_server, report};

/// How long one planted fault may take to be found, builds of the server before its own included.
const SELF_TEST_LIMIT: Duration = Duration::from_secs(900);

/// A drill.
#[derive(Debug)]
pub struct Drill {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it runs.
    pub about: &'static str,
    /// Its parts, each of which can be run alone.
    pub parts: &'static [Part],
    /// Faults that it must find.
    pub faults: &'static [Fault],
    /// What its long form adds to the quick one.
    pub long_adds: &'static str,
}

/// A part of a drill. It begins on an empty stage.
#[derive(Debug)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&Stage<'_>) -> Result<()>,
}

/// All drills, in the order in which they run.
pub const DRILLS: &[&Drill] =
    &[&migrate::DRILL, &rollback::DRILL, &backup::DRILL, &restore::DRILL, &alerts::DRILL];

/// What a command line asks for.
#[derive(Debug)]
pub struct Choice {
    parts: Vec<(&'static Drill, &'static Part)>,
    form: Form,
    seed: u64,
    fault: Option<&'static Fault>,
}

/// Lists drills, parts and faults.
pub fn list() {
    for drill in DRILLS {
        report::say(&format!("{}: {}", drill.name, drill.about));
        let parts: Vec<&str> = drill.parts.iter().map(|part| part.name).collect();
        report::say(&format!("  parts: {}", parts.join(", ")));
        for fault in drill.faults {
            report::say(&format!("  --plant {}: {}", fault.name, fault.about));
        }
    }
}

/// Reads a command line.
///
/// # Errors
/// When it names something that there is not.
pub fn choose(cli: &cli::Drill) -> Result<Choice> {
    let mut parts = Vec::new();
    for name in &cli.drills {
        let (name, part) = name.split_once(':').map_or((&**name, None), |(a, b)| (a, Some(b)));
        let known = || DRILLS.iter().map(|drill| drill.name).collect::<Vec<_>>().join(", ");
        let drill = DRILLS.iter().find(|drill| drill.name == name);
        let drill = drill.with_context(|| format!("no drill is called {name}: {}", known()))?;
        let before = parts.len();
        let wanted = drill.parts.iter().filter(|known| part.is_none_or(|part| part == known.name));
        parts.extend(wanted.map(|part| (*drill, part)));
        ensure!(parts.len() > before, "the drill {name} has no such part: see --list");
    }
    let fault = cli.plant.as_deref().map(find_fault).transpose()?;
    if let Some((drill, fault)) = fault
        && parts.is_empty()
    {
        parts = parts_of(drill).filter(|(_, part)| part.name == fault.part).collect();
    }
    if parts.is_empty() {
        parts = DRILLS.iter().flat_map(|drill| parts_of(drill)).collect();
    }
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    Ok(Choice {
        parts,
        form: if cli.quick || cli.self_test { Form::Quick } else { Form::Long },
        seed: cli.seed.unwrap_or_else(now),
        fault: fault.map(|(_, fault)| fault),
    })
}

fn parts_of(drill: &'static Drill) -> impl Iterator<Item = (&'static Drill, &'static Part)> {
    drill.parts.iter().map(move |part| (drill, part))
}

fn find_fault(name: &str) -> Result<(&'static Drill, &'static Fault)> {
    let mut all = DRILLS.iter().flat_map(|drill| drill.faults.iter().map(|fault| (*drill, fault)));
    all.find(|(_, fault)| fault.name == name)
        .with_context(|| format!("no fault is called {name}: see --list"))
}

/// Runs what was chosen; whether all of it is as it should be. A part that fails ends its drill.
///
/// # Errors
/// When what surrounds the drills fails.
pub fn run(choice: &Choice, root: &Path, tools: &DrillTools) -> Result<bool> {
    let started = Instant::now();
    let (mut proved, mut failed) = (0, Vec::new());
    report::say(&format!("random choices begin at --seed {}", choice.seed));
    for (drill, part) in &choice.parts {
        if failed.contains(&drill.name) {
            continue;
        }
        report::begin(drill.name, part.name);
        let stage = Stage::new(root, tools, (choice.form, choice.seed, choice.fault))?;
        let outcome = (part.run)(&stage);
        proved += stage.proved();
        stage.clear()?;
        match outcome {
            Ok(()) => {}
            Err(error) if error.is::<Surroundings>() => return Err(error),
            Err(error) => {
                report::failure(drill.name, &error);
                failed.push(drill.name);
            }
        }
    }
    let mut adds: Vec<&str> = choice.parts.iter().map(|(drill, _)| drill.long_adds).collect();
    adds.dedup();
    let left_out = (choice.form == Form::Quick).then(|| adds.join("; "));
    report::verdict(proved, &failed, started.elapsed(), left_out.as_deref());
    Ok(failed.is_empty())
}

/// Plants every fault of the chosen drills, each in namespaces of its own, and so several at once;
/// whether all were found.
///
/// # Errors
/// When what surrounds the drills fails.
pub fn self_test(choice: &Choice, root: &Path, tools: &DrillTools) -> Result<bool> {
    let started = Instant::now();
    let mut drills: Vec<&Drill> = choice.parts.iter().map(|(drill, _)| *drill).collect();
    drills.dedup_by_key(|drill| drill.name);
    if drills.iter().flat_map(|drill| drill.faults).any(fault::is_of_server) {
        // What a fault in the server is built upon takes minutes the first time, which are not the fault's.
        faulty_server::prepare(root)?;
    }
    let faults =
        drills.iter().flat_map(|drill| drill.faults.iter().map(|fault| (drill.name, fault)));
    let waiting = Mutex::new(faults);
    let outcomes = Mutex::new(Vec::new());
    // Half of what they do is to wait.
    let workers = thread::available_parallelism().map_or(1, usize::from) * 3 / 2;
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
                while let Some((drill, fault)) = next() {
                    let outcome = find(drill, fault, choice.seed, tools);
                    let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
                    outcomes.push((drill, fault.name, outcome));
                }
            });
        }
    });
    let (mut found, mut missed) = (0, Vec::new());
    for (drill, fault, outcome) in outcomes.into_inner().unwrap_or_else(PoisonError::into_inner) {
        match outcome {
            Ok(()) => found += 1,
            Err(error) if error.is::<Surroundings>() => return Err(error),
            Err(error) => {
                report::failure(drill, &error);
                missed.push(fault);
            }
        }
    }
    ensure!(found + missed.len() > 0, blame("the chosen drills have no faults to plant"));
    report::verdict(found, &missed, started.elapsed(), None);
    Ok(missed.is_empty())
}

/// Plants one fault and demands that the drill finds it and names its cause.
fn find(drill: &str, fault: &Fault, seed: u64, tools: &DrillTools) -> Result<()> {
    let part = format!("{drill}:{}", fault.part);
    let what = format!("{} is found by {part}", fault.name);
    let arguments =
        [part, "--quick".to_owned(), format!("--seed={seed}"), format!("--plant={}", fault.name)];
    report::step(&what, || {
        let output = enter::output(tools, &arguments, SELF_TEST_LIMIT)?;
        match output.status {
            1 if output.stdout.contains(fault.says) => Ok(((), fault.says.to_owned())),
            1 => bail!("it was found, but not by its cause {:?}:\n{}", fault.says, output.stdout),
            0 => bail!("it passed, although {}:\n{}", fault.about, output.stdout),
            _ => Err(Surroundings(output.stderr).into()),
        }
    })
    .with_context(|| fault.name)
}
