//! To S3, when all is well and when it is not.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::shelf::Shelf;
use super::{CRON_JOB, back_up};
use crate::cluster::Cluster;
use crate::drill::data;
use crate::drill::restore::{RUNBOOK, STORE, STORE_PORT, name_of_dump};
use crate::service::postgres::Postgres;
use crate::service::proxy::{Mode, Proxy};
use crate::service::store::Store;
use crate::stage::Stage;

/// The bucket.
pub(super) const BUCKET: &str = "example-backups";

/// A store behind a proxy, and a release that backs up to it.
pub(super) struct Sink {
    pub(super) cluster: Cluster,
    pub(super) store: Store,
    pub(super) proxy: Proxy,
    pub(super) _postgres: Postgres,
}

/// Sets all of it up.
pub(super) fn set_up(stage: &Stage<'_>, scale: u32) -> Result<Sink> {
    let endpoint = format!("backup.s3.endpoint=http://{STORE}:{STORE_PORT}");
    let bucket = format!("backup.s3.bucket={BUCKET}");
    let set = ["backup.enabled=true", "backup.sink=s3", "backup.s3.existingSecret=keys"];
    let set = [&set[..], &[endpoint.as_str(), bucket.as_str()]].concat();
    let (mut cluster, _postgres) = super::set_up(stage, &set, &[STORE, "store"], scale)?;
    cluster.objects.apply(json!({
        "kind": "Secret", "metadata": {"name": "keys"},
        "stringData": {"access-key-id": "AKIAEXAMPLE", "secret-access-key": "EXAMPLE"}
    }));
    let store = Store::start(stage.tools, &stage.folder, cluster.address("store")?, STORE_PORT)?;
    store.ask(&["s3", "mb", &format!("s3://{BUCKET}")])?.success("making a bucket")?;
    let proxy = Proxy::start(cluster.address(STORE)?, STORE_PORT, store.address())?;
    Ok(Sink { cluster, store, proxy, _postgres })
}

/// Objects and their sizes.
type Objects = BTreeMap<String, u64>;

/// What is in the bucket, of which everything that was not there before must be a whole dump under a
/// dump's key.
pub(super) fn whole_since(stage: &Stage<'_>, sink: &Sink, before: &Objects) -> Result<Objects> {
    let objects = sink.store.objects(BUCKET)?;
    let shelf = Shelf::at(stage, stage.folder.join("downloads"))?;
    for (key, size) in objects.iter().filter(|(key, size)| before.get(*key) != Some(*size)) {
        let name = key.strip_prefix("certctl/").with_context(|| format!("an object {key}"))?;
        let content = sink.store.get(&format!("/{BUCKET}/{key}"))?;
        ensure!(content.len() as u64 == *size, "{key} has {size} bytes, {} come", content.len());
        shelf.put(name, &content)?;
        ensure!(shelf.dumps()?.contains(&name.to_owned()), "{name} is no name of a dump");
        shelf.whole(name)?;
    }
    Ok(objects)
}

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let sink = set_up(stage, stage.by_form(3, 35))?;
    let runbook = stage.document(RUNBOOK)?;
    stage.measure(
        "one upload, and a whole object is in the bucket under the dump's key",
        || {
            let ended = back_up(&sink.cluster)?.well()?;
            let key = format!("certctl/{}", name_of_dump(&ended.log)?);
            let objects = whole_since(stage, &sink, &Objects::new())?;
            ensure!(objects.keys().eq([&key]), "the bucket holds {objects:?} instead of {key}");
            let uploads = sink.store.uploads(BUCKET, &key)?;
            ensure!(uploads == 1, "{key} was uploaded {uploads} times");
            Ok(((), format!("{} bytes", objects[&key])))
        },
    )?;
    let before = sink.store.objects(BUCKET)?;
    let unchanged = || -> Result<()> {
        let after = sink.store.objects(BUCKET)?;
        ensure!(before == after, "the bucket held {before:?} and holds {after:?}");
        Ok(())
    };
    let known = |message: &str| -> Result<()> {
        ensure!(runbook.contains(message), "{RUNBOOK} does not know the message {message:?}");
        Ok(())
    };
    stage.prove("a store that refuses fails the run and changes nothing", || {
        sink.proxy.set(Mode::Refuse);
        back_up(&sink.cluster)?.badly("AccessDenied")?;
        known("AccessDenied")?;
        unchanged()
    })?;
    stage.prove(
        "a store that is lost in the middle of each try fails the run, no object appears",
        || {
            sink.proxy.set(Mode::Lose { after: 50_000, times: usize::MAX });
            let message = "Connection was closed before we received a valid response";
            back_up(&sink.cluster)?.badly(message)?;
            known(message)?;
            unchanged()
        },
    )?;
    stage.prove("a store that is lost once is tried again, and the object is whole", || {
        sink.proxy.set(Mode::Lose { after: 50_000, times: 1 });
        back_up(&sink.cluster)?.well()?;
        let lost = sink.proxy.mode() == Mode::Lose { after: 50_000, times: 0 };
        ensure!(lost, "no connection was lost");
        let objects = whole_since(stage, &sink, &before)?;
        ensure!(objects.len() == before.len() + 1, "the bucket holds {objects:?}");
        Ok(())
    })?;
    sink.proxy.set(Mode::Pass);
    let before = sink.store.objects(BUCKET)?;
    stage.prove("a bucket that is not there fails the run", || {
        let mut cluster = sink.cluster.clone();
        let mut job: serde_json::Value = cluster.objects.typed("CronJob", CRON_JOB)?;
        let pod = &mut job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
        for variable in pod["containers"][0]["env"].as_array_mut().context("variables")? {
            if variable["name"] == "S3_BUCKET" {
                variable["value"] = "another-bucket".into();
            }
        }
        cluster.objects.apply(job);
        back_up(&cluster)?.badly("NoSuchBucket")?;
        known("NoSuchBucket")?;
        ensure!(before == sink.store.objects(BUCKET)?, "the bucket has changed");
        Ok(())
    })?;
    stage.prove("a dump that fails uploads nothing", || {
        let mut cluster = sink.cluster.clone();
        cluster.objects.apply(json!({
            "kind": "Secret", "metadata": {"name": data::POSTGRES},
            "stringData": {"password": "not this one"}
        }));
        back_up(&cluster)?.badly("password authentication failed")?;
        ensure!(before == sink.store.objects(BUCKET)?, "the bucket has changed");
        Ok(())
    })
}
