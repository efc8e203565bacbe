//! The line that runs a container: bubblewrap, with the mounts, the user and the variables of it.
//!
//! The root is made anew for each container, from this machine's programs and libraries, and holds
//! nothing else of this machine. A pod's containers share their network with all others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use xtask::render::drill_tools::DrillTools;

use crate::cluster::container::Container;
use crate::cluster::image::Images;
use crate::cluster::{Cluster, Pod};
use crate::process::CommandLine;

/// What of this machine stands in for an image's own system.
const SYSTEM: [&str; 7] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
/// What of this machine's settings programs need: where libraries are, and whom to trust.
const SETTINGS: [&str; 4] = ["/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl", "/etc/pki"];

/// What is the same for all sandboxes.
pub fn common(tools: &DrillTools) -> CommandLine {
    let mut line = CommandLine::new(&tools.bubblewrap.path);
    line.arguments.extend(
        ["--unshare-pid", "--unshare-uts", "--unshare-ipc", "--as-pid-1", "--clearenv"]
            .map(Into::into),
    );
    // What it takes to become the container's user; all of it is dropped on the way.
    for capability in ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"] {
        line = line.with(["--cap-add", capability]);
    }
    if let Some(libraries) = tools.bubblewrap.library_path() {
        line.environment.push(("LD_LIBRARY_PATH".into(), libraries));
    }
    for path in SYSTEM.map(Path::new) {
        if let Ok(target) = fs::read_link(path) {
            line = line.with(["--symlink".as_ref(), target.as_os_str(), path.as_os_str()]);
        } else if path.is_dir() {
            line = line.with(["--ro-bind".as_ref(), path.as_os_str(), path.as_os_str()]);
        }
    }
    line = line.with(["--perms", "0755", "--dir", "/etc"]);
    for path in SETTINGS {
        line = line.with(["--ro-bind-try", path, path]);
    }
    line.with(["--proc", "/proc", "--dev", "/dev"])
}

/// The line that runs a container with its own command.
///
/// # Errors
/// When its image is not there.
pub fn line(cluster: &Cluster, pod: &Pod, container: &Container) -> anyhow::Result<CommandLine> {
    let command: Vec<&str> = container.command.iter().map(String::as_str).collect();
    line_of(cluster, pod, container, &command)
}

/// The line that runs another command as a container would: with the same files, variables and
/// user, beside what runs in it already.
///
/// # Errors
/// When its image is not there.
pub fn line_of(
    cluster: &Cluster,
    pod: &Pod,
    container: &Container,
    command: &[&str],
) -> anyhow::Result<CommandLine> {
    let image = cluster.images.image(container.role)?;
    let mut line = cluster.sandbox.clone().with(["--hostname", &pod.name]);
    let targets = image.files.iter().map(|(_, target)| target.as_str());
    let targets = targets.chain(container.mounts.iter().map(|mount| mount.target.as_str()));
    for folder in folders_above(targets.chain(["/etc/hosts"])) {
        // Left to itself, bubblewrap may make them for root alone.
        line = line.with(["--perms", "0755", "--dir", &folder]);
    }
    for file in ["hosts", "nsswitch.conf", "resolv.conf", "passwd", "group"] {
        line = line.with(["--ro-bind".as_ref(), pod.settings().join(file).as_os_str()]);
        line = line.with([format!("/etc/{file}")]);
    }
    for (source, target) in &image.files {
        line = line.with(["--ro-bind".as_ref(), source.as_os_str(), target.as_ref()]);
    }
    line = line.with(["--perms", "1777", "--dir", "/tmp"]);
    for mount in &container.mounts {
        let how = if mount.read_only { "--ro-bind" } else { "--bind" };
        line = line.with([how.as_ref(), mount.source.as_os_str(), mount.target.as_ref()]);
    }
    // Tools of a clone under /tmp lie there, and a volume at /tmp would hide them.
    let volume_over = |target: &str| {
        container.mounts.iter().any(|mount| Path::new(target).starts_with(&mount.target))
    };
    let hidden = || image.files.iter().filter(|(_, target)| volume_over(target));
    let folders = folders_above(hidden().map(|(_, target)| target.as_str()));
    for folder in folders.iter().filter(|folder| volume_over(folder)) {
        line = line.with(["--perms", "0755", "--dir", folder]);
    }
    for (source, target) in hidden() {
        line = line.with(["--ro-bind".as_ref(), source.as_os_str(), target.as_ref()]);
    }
    line = line.with(["--dir", &container.folder]);
    if container.read_only_root {
        line = line.with(["--remount-ro", "/"]);
    }
    line = line.with(["--chdir", &container.folder, "--setenv", "HOSTNAME", &pod.name]);
    for (name, value) in &container.environment {
        line = line.with(["--setenv", name, value]);
    }
    Ok(line.with(become_user(container)).with(command))
}

/// The folders above some places, outermost first, without those that are this machine's own.
fn folders_above<'a>(places: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    places
        .flat_map(|place| Path::new(place).ancestors().skip(1))
        .filter(|folder| *folder != Path::new("/"))
        .filter(|folder| !SYSTEM.iter().any(|system| folder.starts_with(system)))
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect()
}

fn become_user(container: &Container) -> Vec<String> {
    let user = &container.user;
    let groups: Vec<String> = user.groups.iter().map(u32::to_string).collect();
    let groups = match groups.is_empty() {
        true => "--clear-groups".to_owned(),
        false => format!("--groups={}", groups.join(",")),
    };
    let fixed = ["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--pdeathsig=KILL"];
    ["--", "/usr/bin/setpriv"]
        .into_iter()
        .map(str::to_owned)
        .chain([format!("--reuid={}", user.user), format!("--regid={}", user.group), groups])
        .chain(fixed.map(str::to_owned))
        .chain(["--".to_owned()])
        .collect()
}

/// The images of a sandbox; here so that nobody else needs to know where they are kept.
pub fn images(folder: &Path, from: (&Path, &DrillTools), server: &Path) -> anyhow::Result<Images> {
    Images::make(&folder.join("images"), from, server)
}
