//! `kubectl port-forward`: a port of this machine that leads to a pod behind a Service.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::objects::pair;
use crate::cluster::Cluster;
use crate::monitoring::endpoints;
use crate::report::say;

/// Forwards `local:remote` until it is ended.
pub(super) fn forward(cluster: &Cluster, target: &str, ports: Option<&str>) -> Result<()> {
    let (of, name) = pair(target)?;
    ensure!(of == "Service", "the drills forward ports only to Services");
    let (local, remote) =
        ports.and_then(|ports| ports.split_once(':')).context("no local:remote")?;
    let (local, remote): (u16, i32) = (local.parse()?, remote.parse()?);
    let behind = endpoints::of(cluster)?.into_iter().find(|endpoint| {
        let port = endpoint.service_port == IntOrString::Int(remote);
        endpoint.service == name && port
    });
    let behind = behind.with_context(|| format!("no pod behind {target} at port {remote}"))?;
    let listener = TcpListener::bind(("127.0.0.1", local))?;
    say(&format!("Forwarding from 127.0.0.1:{local} -> {}", behind.port));
    for client in listener.incoming().flatten() {
        let pod = TcpStream::connect((behind.address.as_str(), behind.port))?;
        for (mut from, mut to) in
            [(client.try_clone()?, pod.try_clone()?), (pod.try_clone()?, client.try_clone()?)]
        {
            thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Write);
            });
        }
    }
    Ok(())
}
