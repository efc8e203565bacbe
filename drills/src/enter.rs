//! The namespaces in which the drills run, and how a drill gets into them.
//!
//! The program becomes bubblewrap, which starts it again inside: as the root of its namespaces, with
//! a network of its own that has only a loopback, with a private folder in memory for everything that
//! it writes, and in a process namespace whose end is the end of every process in it. No service can
//! outlive a drill, and no file of it remains, whether it ends, panics, is interrupted or is killed.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use xtask::render::drill_tools::DrillTools;
use xtask::render::process::on_path;

use crate::process::{self, CommandLine};
use crate::surroundings::{Surroundings, blame};

/// The private folder: it exists on every Linux, and in memory there is no waiting for a disk.
pub const FOLDER: &str = "/dev/shm";

/// Set inside.
const INSIDE: &str = "CERTCTL_DRILLS_INSIDE";

/// Whether this process runs inside already.
pub fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Becomes this program inside, with the same arguments. Returns only when that fails.
pub fn enter(tools: &DrillTools) -> anyhow::Error {
    match line(tools) {
        Ok(line) => process::replace(&line),
        Err(error) => error,
    }
}

/// Starts this program inside with other arguments and reads what it says.
///
/// # Errors
/// When the kernel permits no namespaces, or when it does not end.
pub fn output(
    tools: &DrillTools,
    arguments: &[String],
    limit: Duration,
) -> Result<process::Output> {
    let line = prefix(tools)?.with([std::env::current_exe()?]).with(arguments);
    process::output(&line, b"", limit)
}

fn line(tools: &DrillTools) -> Result<CommandLine> {
    let program = std::env::current_exe().map_err(blame)?;
    Ok(prefix(tools)?.with([program]).with(std::env::args_os().skip(1)))
}

fn prefix(tools: &DrillTools) -> Result<CommandLine> {
    let direct = bubblewrap(tools);
    // A process without root's rights gets a user namespace with the user's subordinate ids first.
    let mapped = on_path("unshare").map(|unshare| through(unshare, &direct));
    let candidates = if is_root() { vec![direct] } else { mapped.into_iter().collect() };
    let mut said = "there is no `unshare` (util-linux) on PATH".to_owned();
    for candidate in candidates {
        let trial =
            process::output(&candidate.clone().with(["true"]), b"", Duration::from_secs(60))
                .map_err(blame)?;
        if trial.status == 0 {
            return Ok(candidate);
        }
        said = process::tail(&trial.stderr, 2);
    }
    Err(Surroundings(format!(
        "the drills need namespaces of their own, which this system does not permit\n  tried: {said}\n  \
         run them as root, or as a user with subordinate ids (/etc/subuid, /etc/subgid and the package \
         uidmap); where AppArmor restricts user namespaces (Ubuntu 23.10 and later): `sudo sysctl \
         kernel.apparmor_restrict_unprivileged_userns=0`; in a container: `--privileged`"
    ))
    .into())
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn through(unshare: PathBuf, direct: &CommandLine) -> CommandLine {
    let mut line = CommandLine::new(unshare)
        .with(["--user", "--map-root-user", "--map-auto", "--"])
        .with([&direct.program])
        .with(&direct.arguments);
    line.environment.clone_from(&direct.environment);
    line
}

fn bubblewrap(tools: &DrillTools) -> CommandLine {
    let mut line = CommandLine::new(&tools.bubblewrap.path)
        .with(["--die-with-parent", "--unshare-net", "--unshare-pid", "--unshare-uts"])
        .with(["--unshare-ipc", "--cap-add", "ALL", "--dev-bind", "/", "/"])
        .with(["--tmpfs", FOLDER, "--proc", "/proc", "--setenv", INSIDE, "1", "--"]);
    if let Some(libraries) = tools.bubblewrap.library_path() {
        line.environment.push(("LD_LIBRARY_PATH".into(), libraries));
    }
    line
}

/// Puts an address on the loopback, as a Service has one.
///
/// # Errors
/// When it cannot be had.
pub fn add_address(tools: &DrillTools, address: &str) -> Result<()> {
    let line = CommandLine::new(&tools.busybox).with([
        "ip",
        "address",
        "add",
        &format!("{address}/32"),
        "dev",
        "lo",
    ]);
    process::output(&line, b"", Duration::from_secs(60))?
        .success("adding an address to the loopback")
        .context("no address for a Service")?;
    Ok(())
}
