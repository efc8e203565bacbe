//! The drills themselves: they pass, they find what is planted, and they leave nothing behind.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use certctl_drills::process::{self, CommandLine, children, signal};
use rustix::process::Signal;

/// One after the other: what they measure is time.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn drills(arguments: &[&str]) -> CommandLine {
    CommandLine::new(env!("CARGO_BIN_EXE_certctl-drills")).with(arguments)
}

fn run(arguments: &[&str], limit: u64) -> process::Output {
    process::output(&drills(arguments), b"", Duration::from_secs(limit)).expect("they end")
}

#[test]
fn all_pass_in_their_quick_form() {
    let _turn = turn();
    let output = run(&["--quick"], 1500);
    assert_eq!(output.status, 0, "{}\n{}", output.stdout, output.stderr);
    assert!(output.stdout.contains("none failed"), "{}", output.stdout);
    assert!(output.stdout.contains("left out by --quick: "), "{}", output.stdout);
}

#[test]
fn every_planted_fault_is_found() {
    let _turn = turn();
    let output = run(&["--self-test"], 3000);
    assert_eq!(output.status, 0, "{}\n{}", output.stdout, output.stderr);
    let found = output.stdout.matches(" is found by ").count();
    let listed = run(&["--list"], 60).stdout.matches("--plant ").count();
    assert_eq!(found, listed, "{}", output.stdout);
}

#[test]
fn what_is_missing_is_named_with_the_one_command_that_brings_it() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing-set-up");
    std::fs::create_dir_all(root.join("xtask")).expect("a folder");
    std::fs::write(root.join("xtask/Cargo.toml"), "").expect("a file");
    let script = format!("cd {} && exec {}", root.display(), drills(&[]).shown());
    let mut line = CommandLine::new("/bin/sh").with(["-c", &script]);
    line.environment = vec![("PATH".into(), "".into()), ("HELM".into(), "".into())];
    let output = process::output(&line, b"", Duration::from_secs(60)).expect("they end");
    assert_eq!(output.status, 2, "{}\n{}", output.stdout, output.stderr);
    assert!(output.stderr.contains("run `cargo xtask setup --drills`"), "{}", output.stderr);
}

#[test]
fn a_drill_that_does_not_exist_is_a_bad_command_line() {
    let output = run(&["upgrade"], 60);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("no drill is called upgrade: migrate, "), "{}", output.stderr);
}

#[test]
fn nothing_outlives_a_drill_however_it_ends() {
    let _turn = turn();
    for how in [Signal::INT, Signal::TERM, Signal::KILL] {
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("killed.log");
        let mut child =
            process::spawn(&drills(&["backup:killed", "--quick"]), &log).expect("starts");
        let end = Instant::now() + Duration::from_secs(180);
        // The database with its own processes, at least.
        let mut family = BTreeSet::new();
        while family.len() < 12 {
            assert!(Instant::now() < end, "only {} processes run", family.len());
            thread::sleep(Duration::from_millis(20));
            family = descendants(child.id());
        }
        signal(child.id(), how);
        child.wait().expect("it ends");
        let end = Instant::now() + Duration::from_secs(30);
        while family.iter().any(|process| runs(*process)) {
            assert!(Instant::now() < end, "{how:?} leaves {:?}", family);
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn descendants(process: u32) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![process];
    while let Some(process) = waiting.pop() {
        waiting.extend(children(process));
        found.insert(process);
    }
    found
}

/// Whether a process is there and not only waits for somebody to ask how it ended.
fn runs(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.starts_with(" Z"))
}
