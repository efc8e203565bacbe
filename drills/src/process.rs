//! Starting and ending processes. The only room, with its callers in `sandbox` and `running`, that does.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal};
use serde::{Deserialize, Serialize};
use xtask::render::process as plain;

/// A program with its arguments and what is set for it on top of our own environment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CommandLine {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Variables.
    pub environment: Vec<(OsString, OsString)>,
}

impl CommandLine {
    /// A program without arguments yet.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        CommandLine { program: program.into(), ..CommandLine::default() }
    }

    /// Adds arguments.
    #[must_use]
    pub fn with<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    #[expect(clippy::disallowed_methods, reason = "this is the place where drills start processes")]
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// As a person would type it.
    pub fn shown(&self) -> String {
        plain::command_line(&self.program, &self.arguments)
    }
}

/// What a process left behind.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its exit status; 128 and the number of the signal that ended it.
    pub status: i32,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Output {
    /// Its standard output, where it ended with status 0.
    ///
    /// # Errors
    /// When it did not: with what it said.
    pub fn success(self, what: &str) -> Result<String> {
        ensure!(
            self.status == 0,
            "{what} ended with status {}: {}",
            self.status,
            tail(&[self.stderr.as_str(), self.stdout.as_str()].join("\n"), 8)
        );
        Ok(self.stdout)
    }
}

/// The last lines of a text, of which empty ones do not count.
pub fn tail(text: &str, lines: usize) -> String {
    let lines_of: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines_of[lines_of.len().saturating_sub(lines)..].join("\n")
}

/// Runs a process to its end.
///
/// # Errors
/// When it cannot be started, or still runs after `limit`.
pub fn output(line: &CommandLine, input: &[u8], limit: Duration) -> Result<Output> {
    let started = Instant::now();
    let mut child = line
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", line.shown()))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| {
            if let Some(mut pipe) = stdin {
                // A process that ends without reading its input is judged by its status.
                let _ = pipe.write_all(input);
            }
        });
        let stdout = scope.spawn(|| read(stdout));
        let stderr = scope.spawn(|| read(stderr));
        let status = wait_until(&mut child, started + limit)?;
        if status.is_none() {
            kill_tree(&mut child);
        }
        let status = status
            .with_context(|| format!("`{}` still ran after {} s", line.shown(), limit.as_secs()))?;
        let stdout = stdout.join().unwrap_or_default();
        Ok(Output { status, stdout, stderr: stderr.join().unwrap_or_default() })
    })
}

fn read(pipe: Option<impl std::io::Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Starts a process without input whose output and errors go to a file.
///
/// # Errors
/// When it cannot be started.
pub fn spawn(line: &CommandLine, log: &Path) -> Result<Child> {
    let file = File::options()
        .create(true)
        .append(true)
        .open(log)
        .with_context(|| format!("cannot write {}", log.display()))?;
    line.command()
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| format!("cannot start `{}`", line.shown()))
}

/// A process that goes on until it is dropped.
#[derive(Debug)]
pub struct Background(pub Child);

impl Drop for Background {
    fn drop(&mut self) {
        kill_tree(&mut self.0);
    }
}

/// Becomes the process; returns only when that fails.
pub fn replace(line: &CommandLine) -> anyhow::Error {
    use std::os::unix::process::CommandExt as _;
    let error = line.command().exec();
    anyhow::Error::new(error).context(format!("cannot start `{}`", line.shown()))
}

/// Runs a process with our own standard streams; its exit status.
///
/// # Errors
/// When it cannot be started.
pub fn hand_over(line: &CommandLine) -> Result<i32> {
    let status =
        line.command().status().with_context(|| format!("cannot start `{}`", line.shown()))?;
    Ok(code(status))
}

/// As [`hand_over`], but the process finds its input at its end.
///
/// # Errors
/// When it cannot be started.
pub fn hand_over_without_input(line: &CommandLine) -> Result<i32> {
    let mut command = line.command();
    let status = command.stdin(Stdio::null()).status();
    Ok(code(status.with_context(|| format!("cannot start `{}`", line.shown()))?))
}

/// The exit status as a shell shows it, once the process has ended; none while it runs.
///
/// # Errors
/// When the system does not tell.
pub fn wait_until(child: &mut Child, end: Instant) -> Result<Option<i32>> {
    use wait_timeout::ChildExt as _;
    let left = end.saturating_duration_since(Instant::now());
    Ok(child.wait_timeout(left)?.map(code))
}

fn code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// The processes that a process has started and that still run.
pub fn children(parent: u32) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let is_child = |process: &u32| {
        // After the name, which may hold anything and ends at the last parenthesis: state, parent.
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let parent_of = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()?;
        (parent_of == parent).then_some(())
    };
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|process| is_child(process).is_some())
        .collect()
}

/// Sends a signal to a process; one that has ended already is none the worse.
pub fn signal(process: u32, signal: Signal) {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// Kills what a sandbox runs, and with it, for it is the first of its own process namespace,
/// everything inside; then the sandbox. When this returns, all of it has ended, and its ports are free.
pub fn kill_tree(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    let family = stop(child.id());
    for process in &family {
        signal(*process, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
    soon(|| !family.iter().any(|process| is_alive(*process)));
}

/// Stops a process, so that it starts nobody who would be missed, and says who its children are.
pub fn stop(process: u32) -> Vec<u32> {
    signal(process, Signal::STOP);
    soon(|| state(process).is_none_or(|state| matches!(state, 'T' | 'Z')));
    children(process)
}

/// Waits for what the system has been told to do, and does a little later on a busy machine.
fn soon(is_done: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_done() && Instant::now() < end {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether a process runs, and does not only wait for somebody to ask how it ended.
fn is_alive(process: u32) -> bool {
    state(process).is_some_and(|state| state != 'Z')
}

/// The letter of the state of a process; none where it is gone.
fn state(process: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.trim_start().chars().next()
}
