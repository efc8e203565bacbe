//! Pods of a Deployment: started, looked at and ended by whoever has the namespace open.
//!
//! Unlike what [`crate::running`] starts, they do not end with the process that started them, only
//! with the drill's namespaces.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use k8s_openapi::api::core::v1::Probe;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use rustix::process::Signal;

use crate::cluster::{Cluster, Pod};
use crate::process::{self, CommandLine, children, signal};
use crate::{running, sandbox};

/// How long a pod may take to be ready, on a busy machine.
pub const READY: Duration = Duration::from_secs(120);

/// The pods of a workload that run, the oldest first.
///
/// # Errors
/// When what is known of a pod cannot be read.
pub fn pods(cluster: &Cluster, kind: &str, owner: &str) -> Result<Vec<Pod>> {
    let mut pods = cluster.made_pods()?;
    pods.retain(|pod| {
        pod.owner.0 == kind && pod.owner.1 == owner && !pod.is_ending() && is_running(pod)
    });
    Ok(pods)
}

/// Whether something of a pod that was started here runs.
pub fn is_running(pod: &Pod) -> bool {
    !processes(pod).is_empty()
}

/// Starts and ends pods of a Deployment until as many run as are wanted. Ended ones had their grace
/// period.
///
/// # Errors
/// When there is no such Deployment, or a pod of it cannot be started.
pub fn scale(cluster: &mut Cluster, name: &str, replicas: usize) -> Result<Vec<Pod>> {
    cluster.refresh()?;
    let mut object = cluster.objects.typed::<serde_json::Value>("Deployment", name)?;
    object["spec"]["replicas"] = replicas.into();
    cluster.objects.apply(object);
    cluster.save()?;
    let mut pods = pods(cluster, "Deployment", name)?;
    let ended = pods.split_off(replicas.min(pods.len()));
    for pod in &ended {
        stop(pod);
    }
    for _ in pods.len()..replicas {
        start(cluster, &cluster.pod("Deployment", name)?)?;
    }
    Ok(ended)
}

/// Replaces the pods of a Deployment as a rolling update does that has no pod fewer in between: a new
/// one is ready before an old one leaves the Services. Those that have left are returned; it is for
/// the caller to [`retire`] them.
///
/// # Errors
/// When a pod cannot be started, or is not ready in time.
pub fn roll(cluster: &Cluster, name: &str) -> Result<Vec<Pod>> {
    let old = pods(cluster, "Deployment", name)?;
    for pod in &old {
        let new = cluster.pod("Deployment", name)?;
        start(cluster, &new)?;
        let what = format!("pod {} to become ready: {}", new.name, new.logs());
        running::until(READY, &what, || is_ready(cluster, &new))?;
        pod.mark_ending()?;
    }
    Ok(old)
}

/// Ends a pod that has left the Services: its preStop hook, then as [`stop`].
///
/// The hook gives others the time to learn that the pod is leaving, which on a busy machine they take
/// longer for: it has as much again. A hook that gives no time still gives none.
///
/// # Errors
/// When the hook cannot be run.
pub fn retire(cluster: &Cluster, pod: &Pod) -> Result<()> {
    let meant = processes(pod);
    let begun = Instant::now();
    let mut hooks = 0;
    let (template, _) = cluster.objects.workload(&pod.owner.0, &pod.owner.1)?;
    for container in template.spec.context("a pod has a spec")?.containers {
        let hook = container.lifecycle.and_then(|lifecycle| lifecycle.pre_stop);
        let Some(command) = hook.and_then(|hook| hook.exec?.command) else { continue };
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        running::exec(cluster, pod, &container.name, &command, b"")?;
        hooks += 1;
    }
    if hooks > 0 {
        thread::sleep(begun.elapsed());
    }
    // While the hook ran, the namespace may have made way for another one with a pod of this name.
    if processes(pod) == meant {
        stop(pod);
    }
    Ok(())
}

/// Starts the containers of a pod.
///
/// # Errors
/// When one cannot be started.
pub fn start(cluster: &Cluster, pod: &Pod) -> Result<()> {
    for container in &pod.init_containers {
        let status = running::start(cluster, pod, container)?.wait()?;
        status.well().with_context(|| format!("init container {}", container.name))?;
    }
    for container in &pod.containers {
        let line = sandbox::line(cluster, pod, container)?;
        let child = process::spawn(&line, &pod.log(&container.name))?;
        fs::write(process_file(pod, &container.name), child.id().to_string())?;
    }
    Ok(())
}

/// Ends a pod as Kubernetes does: SIGTERM, its grace period, SIGKILL.
pub fn stop(pod: &Pod) {
    let sandboxes = processes(pod);
    for process in sandboxes.iter().flat_map(|sandbox| children(*sandbox)) {
        signal(process, Signal::TERM);
    }
    let end = Instant::now() + pod.grace;
    while is_running(pod) && Instant::now() < end {
        thread::sleep(Duration::from_millis(10));
    }
    kill(pod);
}

/// Kills everything in a pod that was started here.
pub fn kill(pod: &Pod) {
    let sandboxes = processes(pod);
    for sandbox in sandboxes {
        for process in process::stop(sandbox).into_iter().chain([sandbox]) {
            signal(process, Signal::KILL);
        }
    }
    while is_running(pod) {
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a pod runs and its readiness probes succeed, or it has none.
///
/// # Errors
/// When a probe is of a kind that the drills do not know.
pub fn is_ready(cluster: &Cluster, pod: &Pod) -> Result<bool> {
    if !is_running(pod) {
        return Ok(false);
    }
    let (template, _) = cluster.objects.workload(&pod.owner.0, &pod.owner.1)?;
    for container in template.spec.context("a pod has a spec")?.containers {
        let ports = container.ports.unwrap_or_default();
        let named = |name: &str| ports.iter().find(|port| port.name.as_deref() == Some(name));
        let number = |port: &IntOrString| match port {
            IntOrString::Int(number) => Some(*number),
            IntOrString::String(name) => named(name).map(|port| port.container_port),
        };
        let Some(probe) = container.readiness_probe else { continue };
        if !succeeds(cluster, pod, &container.name, &probe, &number)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn succeeds(
    cluster: &Cluster,
    pod: &Pod,
    container: &str,
    probe: &Probe,
    number: &dyn Fn(&IntOrString) -> Option<i32>,
) -> Result<bool> {
    if let Some(exec) = &probe.exec {
        let command: Vec<&str> = exec.command.iter().flatten().map(String::as_str).collect();
        return Ok(running::exec(cluster, pod, container, &command, b"")?.status == 0);
    }
    let Some(http) = &probe.http_get else {
        bail!("a probe of a kind that the drills do not know")
    };
    let port = number(&http.port).context("the probe's port has no number")?;
    let scheme = http.scheme.as_deref().unwrap_or("HTTP").to_lowercase();
    let path = http.path.as_deref().unwrap_or("/");
    Ok(answers(&cluster.python, &format!("{scheme}://{}:{port}{path}", pod.address)))
}

/// Asks a URL, whoever's certificate it is; status and body as JSON, or status 0 where nobody answers.
///
/// # Errors
/// When Python cannot be started.
pub fn ask(cluster: &Cluster, url: &str) -> Result<(u64, serde_json::Value)> {
    const ASK: &str = "import ssl, sys, urllib.request, urllib.error\n\
        try:\n  answer = urllib.request.urlopen(sys.argv[1], timeout=20, context=ssl._create_unverified_context())\n\
        except urllib.error.HTTPError as error:\n  answer = error\n\
        print(answer.status, answer.read().decode())";
    let line = CommandLine::new(&cluster.python).with(["-c", ASK, url]);
    let output = process::output(&line, b"", Duration::from_secs(60))?;
    let Some((status, body)) = output.stdout.trim().split_once(' ') else {
        return Ok((0, serde_json::Value::Null));
    };
    Ok((status.parse()?, serde_json::from_str(body).unwrap_or_default()))
}

/// As the kubelet asks: whoever's certificate it is, any status from 200 to 399 will do.
fn answers(python: &Path, url: &str) -> bool {
    const ASK: &str = "import ssl, sys, urllib.request\n\
        urllib.request.urlopen(sys.argv[1], timeout=20, context=ssl._create_unverified_context())";
    let line = CommandLine::new(python).with(["-c", ASK, url]);
    process::output(&line, b"", Duration::from_secs(60)).is_ok_and(|output| output.status == 0)
}

fn process_file(pod: &Pod, container: &str) -> PathBuf {
    pod.folder.join(format!("process.{container}"))
}

/// The sandboxes of a pod that run. One that has ended and that nobody has asked about does not.
fn processes(pod: &Pod) -> Vec<u32> {
    let of = |name: &String| -> Option<u32> {
        let process: u32 = fs::read_to_string(process_file(pod, name)).ok()?.parse().ok()?;
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let (name, rest) = stat.rsplit_once(')')?;
        (name.ends_with("(bwrap") && !rest.starts_with(" Z")).then_some(process)
    };
    pod.containers.iter().filter_map(|container| of(&container.name)).collect()
}
