//! Containers that run, and how they end.

use std::fs;
use std::path::PathBuf;
use std::process::Child;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::process::Signal;

use crate::cluster::container::Container;
use crate::cluster::{Cluster, Pod};
use crate::process::{self, Output, children, signal, tail};
use crate::sandbox;

/// How long a container without a deadline may run before the drill gives up on it.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many commands have been started beside containers.
static COMMANDS: AtomicUsize = AtomicUsize::new(0);

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By itself, with this exit status.
    Status(i32),
    /// Its deadline had passed, and it was killed.
    Deadline,
}

/// What is left of a pod or a container that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How it ended.
    pub how: How,
    /// Everything that it said.
    pub log: String,
    /// How long it ran.
    pub took: Duration,
}

impl Ended {
    /// Demands that it has ended well.
    ///
    /// # Errors
    /// When it has not: how it ended and the end of its log.
    pub fn well(self) -> Result<Ended> {
        ensure!(self.how == How::Status(0), "it should have ended well, {}", self.told());
        Ok(self)
    }

    /// Demands that it has failed by itself, and said something that contains `reason`.
    ///
    /// # Errors
    /// When it has not: how it ended and the end of its log.
    pub fn badly(self, reason: &str) -> Result<Ended> {
        let failed = matches!(self.how, How::Status(status) if status != 0);
        ensure!(failed, "it should have failed, {}", self.told());
        ensure!(
            self.log.contains(reason),
            "it failed, but said nothing of {reason:?}, {}",
            self.told()
        );
        Ok(self)
    }

    fn told(&self) -> String {
        let how = match self.how {
            How::Status(status) => format!("but ended with status {status}"),
            How::Deadline => "but its deadline passed".to_owned(),
        };
        match tail(&self.log, 12).as_str() {
            "" => format!("{how} and said nothing"),
            said => format!("{how}; the end of its log:\n{said}"),
        }
    }
}

/// A container that runs.
#[derive(Debug)]
pub struct Running {
    child: Child,
    log: PathBuf,
    started: Instant,
    grace: Duration,
    deadline: Option<Duration>,
}

/// Starts one container of a pod. What it says goes to the pod's log of it.
///
/// # Errors
/// When it cannot be started.
pub fn start(cluster: &Cluster, pod: &Pod, container: &Container) -> Result<Running> {
    let log = pod.log(&container.name);
    let child = process::spawn(&sandbox::line(cluster, pod, container)?, &log)?;
    Ok(Running { child, log, started: Instant::now(), grace: pod.grace, deadline: pod.deadline })
}

/// Starts a command in a container of a pod, as `kubectl exec` does, without input.
///
/// # Errors
/// When it cannot be started.
pub fn start_command(
    cluster: &Cluster,
    pod: &Pod,
    container: &str,
    command: &[&str],
) -> Result<Running> {
    let line = sandbox::line_of(cluster, pod, pod.container(container)?, command)?;
    // Of its own, so that nobody reads what an earlier one has said.
    let number = COMMANDS.fetch_add(1, Ordering::Relaxed);
    let log = pod.log(&format!("{container}-command-{number}"));
    let child = process::spawn(&line, &log)?;
    Ok(Running { child, log, started: Instant::now(), grace: pod.grace, deadline: None })
}

/// Runs a pod to its end: its init containers one after the other, then the others at once.
///
/// # Errors
/// When a container cannot be started.
pub fn run(cluster: &Cluster, pod: &Pod) -> Result<Ended> {
    run_until(cluster, pod, None)
}

/// As [`run`], and after a time everything in the pod is killed, as when its node is lost.
///
/// # Errors
/// When a container cannot be started.
pub fn run_until(cluster: &Cluster, pod: &Pod, kill_after: Option<Duration>) -> Result<Ended> {
    let started = Instant::now();
    let ended = |how| Ended { how, log: pod.logs(), took: started.elapsed() };
    let killed = kill_after.map(|after| started + after);
    let deadline = started + pod.deadline.unwrap_or(PATIENCE);
    let end = killed.map_or(deadline, |killed| killed.min(deadline));
    let mut groups: Vec<&[Container]> =
        pod.init_containers.iter().map(std::slice::from_ref).collect();
    groups.push(&pod.containers);
    for containers in groups {
        let mut running = Vec::new();
        for container in containers {
            running.push(start(cluster, pod, container)?);
        }
        let mut worst = 0;
        for container in &mut running {
            match process::wait_until(&mut container.child, end)? {
                Some(status) => worst = worst.max(status),
                None => {
                    for container in &mut running {
                        process::kill_tree(&mut container.child);
                    }
                    let how = if killed.is_some() { How::Status(137) } else { How::Deadline };
                    return Ok(ended(how));
                }
            }
        }
        if worst != 0 {
            return Ok(ended(How::Status(worst)));
        }
    }
    Ok(ended(How::Status(0)))
}

/// Runs a command in a container of a pod, as `kubectl exec` does, and reads what it says.
///
/// # Errors
/// When it cannot be started, or does not end.
pub fn exec(
    cluster: &Cluster,
    pod: &Pod,
    container: &str,
    command: &[&str],
    input: &[u8],
) -> Result<Output> {
    let line = sandbox::line_of(cluster, pod, pod.container(container)?, command)?;
    process::output(&line, input, PATIENCE)
}

impl Running {
    /// What it has said so far.
    pub fn log(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Its first process, as this program's namespace numbers it; none when it has ended.
    pub fn process(&self) -> Option<u32> {
        children(self.child.id()).first().copied()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(process::wait_until(&mut self.child, Instant::now()), Ok(None))
    }

    /// Sends a signal to its first process.
    pub fn signal(&self, which: Signal) {
        if let Some(process) = self.process() {
            signal(process, which);
        }
    }

    /// Waits for its end, at most until its deadline.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn wait(mut self) -> Result<Ended> {
        let end = self.started + self.deadline.unwrap_or(PATIENCE);
        let status = process::wait_until(&mut self.child, end)?;
        if status.is_none() {
            process::kill_tree(&mut self.child);
        }
        Ok(self.ended(status.map_or(How::Deadline, How::Status)))
    }

    /// Ends it as Kubernetes does: SIGTERM, its grace period, SIGKILL.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn stop(mut self) -> Result<Ended> {
        self.signal(Signal::TERM);
        let status = process::wait_until(&mut self.child, Instant::now() + self.grace)?;
        if status.is_none() {
            process::kill_tree(&mut self.child);
        }
        Ok(self.ended(How::Status(status.unwrap_or(137))))
    }

    /// Tells it to end, and demands that it does so by itself before a time is over.
    ///
    /// # Errors
    /// When it has not: it is killed then.
    pub fn end_within(mut self, limit: Duration) -> Result<Ended> {
        self.signal(Signal::TERM);
        let status = process::wait_until(&mut self.child, Instant::now() + limit)?;
        let status = status
            .with_context(|| format!("{:.1} s after SIGTERM it still runs", limit.as_secs_f64()))?;
        Ok(self.ended(How::Status(status)))
    }

    /// Kills everything in it at once. When this returns, nothing of it runs any more.
    pub fn kill(mut self) -> Ended {
        process::kill_tree(&mut self.child);
        self.ended(How::Status(137))
    }

    fn ended(&self, how: How) -> Ended {
        Ended { how, log: self.log(), took: self.started.elapsed() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        process::kill_tree(&mut self.child);
    }
}

/// Waits until something is true, asking every few milliseconds.
///
/// # Errors
/// When it is not within the time: `what` was waited for.
pub fn until(limit: Duration, what: &str, mut is_true: impl FnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + limit;
    while !is_true()? {
        ensure!(Instant::now() < end, "{what}: not within {} s", limit.as_secs());
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
