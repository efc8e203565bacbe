//! Starting a process, feeding it, and ending it when it hangs. Nothing else starts processes.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use wait_timeout::ChildExt as _;
use xshell::Shell;

/// A process that ran to its end.
#[derive(Debug)]
pub struct Finished {
    /// Whether it ended with status 0.
    pub success: bool,
    /// The status that it ended with.
    pub status: i32,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

/// A process that did not run to its end. None of these says anything about the chart.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It could not be started.
    #[error("cannot start `{command}`: {reason}")]
    NotStarted {
        /// The command line.
        command: String,
        /// What the system said.
        reason: String,
    },
    /// It was still running after its time and was ended.
    #[error("`{command}` was still running after {seconds} s and was ended")]
    Hung {
        /// The command line.
        command: String,
        /// The time it had.
        seconds: u64,
    },
    /// A signal ended it.
    #[error("`{command}` was killed by {signal}")]
    Killed {
        /// The command line.
        command: String,
        /// The signal, in words.
        signal: String,
    },
}

/// What to run and how.
pub struct Invocation<'a> {
    /// The program.
    pub program: &'a Path,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Variables set for it on top of ours.
    pub environment: &'a [(&'a str, &'a str)],
    /// What it reads on standard input.
    pub input: &'a str,
    /// How long it may run.
    pub limit: Duration,
}

/// Runs a process to its end.
///
/// # Errors
/// [`ProcessError`] when it could not be started, hung or was killed; a status other than 0 is no
/// error here.
pub fn run(invocation: &Invocation<'_>) -> Result<Finished, ProcessError> {
    run_command(None, invocation)
}

/// As [`run`], in another folder than ours.
///
/// # Errors
/// As [`run`].
pub fn run_in(folder: &Path, invocation: &Invocation<'_>) -> Result<Finished, ProcessError> {
    run_command(Some(folder), invocation)
}

/// Runs a process in a folder with our own standard streams, for as long as it likes; tells whether
/// it succeeded.
///
/// # Errors
/// [`ProcessError`] when it could not be started.
pub fn hand_over(
    folder: &Path,
    program: &Path,
    arguments: &[OsString],
    environment: &[(&str, &Path)],
) -> Result<bool, ProcessError> {
    let not_started = |reason: String| ProcessError::NotStarted {
        command: command_line(program, arguments),
        reason,
    };
    let mut command =
        command(program, arguments).map_err(|error| not_started(error.to_string()))?;
    command.current_dir(folder).envs(environment.iter().copied());
    let status = command.status().map_err(|error| not_started(error.to_string()))?;
    Ok(status.success())
}

/// Becomes another program, with our own standard streams; whoever ends us, ends it. Returns only
/// when that fails.
pub fn replace(program: &Path, arguments: &[OsString]) -> ProcessError {
    let failed = |reason: String| ProcessError::NotStarted {
        command: command_line(program, arguments),
        reason,
    };
    match command(program, arguments) {
        Ok(command) => failed(exec(command)),
        Err(error) => failed(error.to_string()),
    }
}

#[cfg(unix)]
fn exec(mut command: Command) -> String {
    std::os::unix::process::CommandExt::exec(&mut command).to_string()
}

#[cfg(not(unix))]
fn exec(_command: Command) -> String {
    "programs cannot be replaced on this system".to_owned()
}

fn run_command(
    folder: Option<&Path>,
    invocation: &Invocation<'_>,
) -> Result<Finished, ProcessError> {
    let line = command_line(invocation.program, &invocation.arguments);
    let not_started = |reason: String| ProcessError::NotStarted { command: line.clone(), reason };
    let mut command = command(invocation.program, &invocation.arguments)
        .map_err(|error| not_started(error.to_string()))?;
    command
        .envs(invocation.environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let mut child = command.spawn().map_err(|error| not_started(error.to_string()))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let input = invocation.input.to_owned();
    thread::spawn(move || {
        if let Some(mut pipe) = stdin {
            // A process that ends without reading its input is judged by its status.
            let _ = pipe.write_all(input.as_bytes());
        }
    });
    let output = thread::spawn(move || read(stdout));
    let errors = thread::spawn(move || read(stderr));
    let status =
        child.wait_timeout(invocation.limit).map_err(|error| not_started(error.to_string()))?;
    let Some(status) = status else {
        let _ = child.kill();
        let _ = child.wait();
        // The readers are left alone: a grandchild may hold the pipes open for as long as it likes.
        return Err(ProcessError::Hung { command: line, seconds: invocation.limit.as_secs() });
    };
    let Some(code) = status.code() else {
        return Err(ProcessError::Killed { command: line, signal: status.to_string() });
    };
    Ok(Finished {
        success: status.success(),
        status: code,
        stdout: output.join().unwrap_or_default(),
        stderr: errors.join().unwrap_or_default(),
    })
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that starts processes")]
fn command(program: &Path, arguments: &[OsString]) -> xshell::Result<Command> {
    Ok(Shell::new()?.cmd(program).args(arguments).into())
}

fn read(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The command line as a person would type it, near enough to copy.
pub fn command_line(program: &Path, arguments: &[OsString]) -> String {
    let mut line = program.display().to_string();
    for argument in arguments {
        let argument = argument.to_string_lossy();
        let plain = !argument.is_empty()
            && argument
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_./=:,@+".contains(letter));
        line.push(' ');
        if plain {
            line.push_str(&argument);
        } else {
            line.push_str(&format!("'{}'", argument.replace('\'', r"'\''")));
        }
    }
    line
}

/// The file that a name on PATH stands for.
pub fn on_path(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, input: &str, limit: u64) -> Result<Finished, ProcessError> {
        run(&Invocation {
            program: Path::new("/bin/sh"),
            arguments: vec!["-c".into(), script.into()],
            environment: &[("GREETING", "hello")],
            input,
            limit: Duration::from_millis(limit),
        })
    }

    #[test]
    fn returns_both_streams_and_the_outcome() {
        let finished = shell("cat; echo $GREETING >&2; exit 3", "in", 5000).expect("ran");
        assert_eq!((finished.stdout.as_str(), finished.stderr.as_str()), ("in", "hello\n"));
        assert!(!finished.success);
    }

    #[test]
    fn does_not_deadlock_on_output_larger_than_a_pipe() {
        let big = "x".repeat(1 << 20);
        let finished = shell("cat; cat >&2 </dev/null", &big, 20000).expect("ran");
        assert_eq!(finished.stdout.len(), 1 << 20);
    }

    #[test]
    fn ends_what_hangs_and_names_what_was_killed() {
        assert!(matches!(shell("sleep 5; true", "", 50), Err(ProcessError::Hung { .. })));
        assert!(matches!(shell("kill -9 $$", "", 5000), Err(ProcessError::Killed { .. })));
        let missing = run(&Invocation {
            program: Path::new("/no/such/program"),
            arguments: Vec::new(),
            environment: &[],
            input: "",
            limit: Duration::from_secs(1),
        });
        assert!(matches!(missing, Err(ProcessError::NotStarted { .. })));
    }

    #[test]
    fn writes_a_line_that_can_be_copied() {
        let arguments = ["template", "it's", "a b"].map(OsString::from);
        let line = command_line(Path::new("helm"), &arguments);
        assert_eq!(line, r"helm template 'it'\''s' 'a b'");
    }
}
