//! A claim, and nothing goes wrong.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};

use super::shelf::Shelf;
use super::{back_up, set_up};
use crate::drill::restore::name_of_dump;
use crate::stage::Stage;

/// The user of Alpine's PostgreSQL images, whom the chart names.
const USER: u32 = 70;

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let (cluster, _postgres) = set_up(stage, &["backup.enabled=true"], &[], 1)?;
    let shelf = Shelf::of(stage, &cluster)?;
    stage.measure("a dump is written, whole, under its name, and for its user alone", || {
        let ended = back_up(&cluster)?.well()?;
        let name = name_of_dump(&ended.log)?;
        ensure!(shelf.dumps()? == [name.clone()], "the claim holds {:?}", shelf.dumps()?);
        ensure!(shelf.others()?.is_empty(), "there is more on the claim: {:?}", shelf.others()?);
        shelf.whole(&name)?;
        shelf.private(&name, USER)?;
        Ok(((), ended.log.trim().to_owned()))
    })?;
    stage.prove(
        "the dump is compressed, and grants nothing to roles that may not be there",
        || {
            let name = shelf.dumps()?.pop().context("there is a dump")?;
            let listed = shelf.list(&name)?;
            ensure!(listed.contains("Format: CUSTOM"), "it is of another format:\n{listed}");
            let grants = listed.lines().find(|line| line.contains(" ACL "));
            ensure!(grants.is_none(), "it holds grants: {grants:?}");
            Ok(())
        },
    )?;
    stage.prove(
        "two runs at once both end well, and leave whole dumps and nothing else",
        || {
            at_the_next_second();
            let ended = thread::scope(|scope| {
                let runs = [(); 2].map(|()| scope.spawn(|| back_up(&cluster)));
                runs.map(|run| run.join().map_err(|_| anyhow::anyhow!("a run has panicked")))
            });
            for run in ended {
                run??.well()?;
            }
            ensure!(
                shelf.others()?.is_empty(),
                "there is more on the claim: {:?}",
                shelf.others()?
            );
            shelf.dumps()?.iter().try_for_each(|name| shelf.whole(name))
        },
    )?;
    stage.prove("what a run that was killed has left goes, what another one writes stays", || {
        let left = "certctl-20260101T020000Z.dump.certctl-backup-1.tmp";
        let written = "certctl-20260101T020000Z.dump.certctl-backup-2.tmp";
        for name in [left, written] {
            shelf.put(name, b"part of a dump")?;
        }
        shelf.age(left, Duration::from_secs(7200 + 120))?;
        shelf.age(written, Duration::from_secs(7200 - 60))?;
        back_up(&cluster)?.well()?;
        let others = shelf.others()?;
        ensure!(others == [written], "{others:?} is left of {left} (old) and {written} (new)");
        Ok(())
    })
}

/// Both runs name their dumps after the same second.
fn at_the_next_second() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    thread::sleep(Duration::from_secs(1) - Duration::from_nanos(now.subsec_nanos().into()));
}
