//! Runs that must fail, say why in words that the runbook knows, and lose nothing.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use std::{fs, thread};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::shelf::Shelf;
use super::{CRON_JOB, back_up, set_up, start_and_stop_in_the_middle};
use crate::cluster::Cluster;
use crate::cluster::container::Mount;
use crate::drill::data::{self, DATABASE, PATIENCE, POSTGRES};
use crate::drill::restore::RUNBOOK;
use crate::process::{self, CommandLine};
use crate::running::{self, Ended, until};
use crate::service::postgres::Postgres;
use crate::stage::Stage;

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (mut cluster, postgres) =
        set_up(stage, &["backup.enabled=true"], &[], stage.by_form(3, 10))?;
    let shelf = Shelf::of(stage, &cluster)?;
    back_up(&cluster)?.well().context("the first backup")?;
    let runbook = stage.document(RUNBOOK)?;
    let fails = |reason: &str, run: &dyn Fn() -> Result<Ended>| -> Result<()> {
        let before = shelf.content()?;
        run()?.badly(reason)?;
        let after = shelf.content()?;
        ensure!(
            before == after,
            "the claim held {:?} and holds {:?}",
            names(&before),
            names(&after)
        );
        ensure!(runbook.contains(reason), "{RUNBOOK} does not know the message {reason:?}");
        Ok(())
    };

    let good = cluster.objects.get("Secret", POSTGRES).context("the password's Secret")?.clone();
    cluster.objects.apply(json!({
        "kind": "Secret", "metadata": {"name": POSTGRES}, "stringData": {"password": "not this one"}
    }));
    stage.prove("a wrong password fails and loses nothing", || {
        fails("password authentication failed", &|| back_up(&cluster))
    })?;
    cluster.objects.apply(good);

    stage.prove("a full disk fails and loses nothing", || {
        let size = fs::metadata(shelf.folder().join(&shelf.dumps()?[0]))?.len();
        let disk = SmallDisk::over(stage, &shelf, size + size / 2)?;
        let outcome = fails("No space left on device", &|| back_up(&cluster));
        disk.remove()?;
        outcome
    })?;

    stage.prove("a dump whose end the volume has lost gets no name", || {
        fails("could not read from input file: end of file", &|| cut_off(stage, &cluster))
    })?;

    stage.prove("a database that does not answer ends the run at its deadline", || {
        let before = shelf.dumps()?;
        let held = data::hold(&cluster, &postgres, "LOCK TABLE jobs")?;
        let mut pod = cluster.pod("CronJob", CRON_JOB)?;
        ensure!(pod.deadline == Some(Duration::from_secs(7200)), "it is {:?}", pod.deadline);
        // Nobody waits here for two hours.
        pod.deadline = Some(Duration::from_secs(1));
        let run = running::start(&cluster, &pod, pod.container("dump")?)?;
        let waits =
            "SELECT count(*) FROM pg_locks WHERE relation = 'jobs'::regclass AND NOT granted";
        until(PATIENCE, "the dump waits", || Ok(postgres.sql(&cluster, DATABASE, waits)? == "1"))?;
        let ended = run.wait()?;
        held.kill();
        ensure!(ended.how == running::How::Deadline, "it ended by itself: {}", ended.log);
        shelf.others()?.iter().try_for_each(|name| shelf.remove(name))?;
        ensure!(before == shelf.dumps()?, "the claim holds {:?}", shelf.dumps()?);
        Ok(())
    })?;

    stage.prove("a database that is gone in the middle fails and loses nothing", || {
        let started = shelf.partial();
        ensure!(started == 0, "a partial dump is left from before");
        let database = std::cell::Cell::new(Some(postgres));
        fails("server closed the connection unexpectedly", &|| {
            let database = database.take().context("the database runs")?;
            let (run, _held) = start_and_stop_in_the_middle(&cluster, &database)?;
            ensure!(shelf.partial() > 0, "nothing has been written yet");
            database.kill();
            run.wait()
        })
    })?;
    stage.prove("a database that is not there fails and loses nothing", || {
        fails("Connection refused", &|| back_up(&cluster))
    })?;
    stage.prove("when all is well again the next run succeeds", || {
        let _postgres = Postgres::start(&cluster, POSTGRES)?;
        thread::sleep(Duration::from_secs(1));
        back_up(&cluster)?.well()?;
        ensure!(shelf.dumps()?.len() == 2, "the claim holds {:?}", shelf.dumps()?);
        shelf.dumps()?.iter().try_for_each(|name| shelf.whole(name))
    })
}

fn names(content: &super::shelf::Content) -> Vec<&String> {
    content.keys().collect()
}

/// Runs the CronJob's container with a `pg_dump` whose output loses its last part without a word, as
/// on a volume that lies.
fn cut_off(stage: &Stage<'_>, cluster: &Cluster) -> Result<Ended> {
    let programs = stage.folder.join("lying-volume");
    fs::create_dir_all(&programs)?;
    let program = programs.join("pg_dump");
    let script = "#!/image/bin/sh\n/image/bin/pg_dump \"$@\" > /tmp/whole\n\
                  head -c $(($(wc -c < /tmp/whole) * 9 / 10)) /tmp/whole\nrm /tmp/whole\n";
    fs::write(&program, script)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    let pod = cluster.pod("CronJob", CRON_JOB)?;
    let mut container = pod.container("dump")?.clone();
    let target = "/lying-volume".to_owned();
    container.mounts.push(Mount { source: programs, target, read_only: true });
    for (name, value) in &mut container.environment {
        if name == "PATH" {
            value.insert_str(0, "/lying-volume:");
        }
    }
    running::start(cluster, &pod, &container)?.wait()
}

/// A small file system in the place of a claim, with a copy of what lies there.
struct SmallDisk<'a> {
    stage: &'a Stage<'a>,
    folder: std::path::PathBuf,
}

impl<'a> SmallDisk<'a> {
    fn over(stage: &'a Stage<'a>, shelf: &Shelf, bytes: u64) -> Result<Self> {
        let folder = shelf.folder().to_owned();
        let kept: Vec<_> = fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
        let kept: Vec<_> =
            kept.into_iter().map(|path| fs::read(&path).map(|of| (path, of))).collect();
        let owner = fs::metadata(&folder)?;
        let options = {
            use std::os::unix::fs::MetadataExt as _;
            format!("size={bytes},mode={:o},gid={}", owner.mode() & 0o7777, owner.gid())
        };
        let disk = SmallDisk { stage, folder };
        disk.call(&["mount", "-t", "tmpfs", "-o", &options, "none"])?;
        for file in kept {
            let (path, content) = file?;
            fs::write(path, content)?;
        }
        Ok(disk)
    }

    fn remove(self) -> Result<()> {
        self.call(&["umount"])
    }

    fn call(&self, arguments: &[&str]) -> Result<()> {
        let line = CommandLine::new(&self.stage.tools.busybox).with(arguments).with([&self.folder]);
        let shown = line.shown();
        process::output(&line, b"", Duration::from_secs(60))?.success(&shown).map(drop)
    }
}
