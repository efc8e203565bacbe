//! How long dumps are kept on a claim.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::shelf::Shelf;
use super::{back_up, set_up};
use crate::drill::data::POSTGRES;
use crate::drill::restore::name_of_dump;
use crate::stage::Stage;

/// Names of dumps that an earlier clock has given, the oldest first.
const EARLIER: [&str; 5] = [
    "certctl-20250101T020000Z.dump",
    "certctl-20250102T020000Z.dump",
    "certctl-20250103T020000Z.dump",
    "certctl-20250104T020000Z.dump",
    "certctl-20250105T020000Z.dump",
];
/// Names that a clock which ran ahead has given.
const LATER: [&str; 3] = [
    "certctl-20990101T020000Z.dump",
    "certctl-20990102T020000Z.dump",
    "certctl-20990103T020000Z.dump",
];

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let set = ["backup.enabled=true", "backup.retention.keep=3"];
    let (mut cluster, _postgres) = set_up(stage, &set, &[], 1)?;
    let shelf = Shelf::of(stage, &cluster)?;
    let newest = || -> Result<String> { name_of_dump(&back_up(&cluster)?.well()?.log) };
    let first = newest()?;
    let others = ["certctl-manual.dump", "certctl-20250101T020000Z.dump.sha256", "notes"];

    stage.prove("the newest three good dumps are kept, and nothing else is touched", || {
        EARLIER.iter().try_for_each(|name| shelf.copy(&first, name))?;
        others.iter().try_for_each(|name| shelf.put(name, b"somebody's"))?;
        tick();
        let last = newest()?;
        keeps(&shelf, &[EARLIER[4], &first, &last])?;
        let mut left = others.map(str::to_owned);
        left.sort();
        ensure!(shelf.others()? == left, "other files were touched: {:?} is left", shelf.others()?);
        Ok(())
    })?;
    stage.prove("dumps that cannot be read do not count, and push no good one out", || {
        let source = newest()?;
        for name in &EARLIER[..3] {
            shelf.copy(&source, name)?;
        }
        for name in &EARLIER[3..] {
            shelf.put(name, b"no dump at all")?;
        }
        for name in shelf.dumps()?.iter().filter(|name| !EARLIER.contains(&name.as_str())) {
            shelf.remove(name)?;
        }
        let last = newest()?;
        let mut good = shelf.dumps()?;
        good.retain(|name| shelf.whole(name).is_ok());
        let expected = [EARLIER[1], EARLIER[2], &last];
        ensure!(good == expected, "{good:?} are kept, and {expected:?} should be");
        Ok(())
    })?;
    stage.prove("dumps that a clock which ran ahead has named are the oldest", || {
        let before = shelf.dumps()?;
        let source = before.last().context("a dump")?;
        LATER.iter().try_for_each(|name| shelf.copy(source, name))?;
        before.iter().try_for_each(|name| shelf.remove(name))?;
        let mut made = Vec::new();
        for round in 1..=3 {
            tick();
            made.push(newest()?);
            let expected = made.iter().map(String::as_str).chain(LATER.iter().skip(round).copied());
            keeps(&shelf, &expected.collect::<Vec<_>>())
                .with_context(|| format!("run {round} after the clock was set back"))?;
        }
        Ok(())
    })?;
    stage.prove("a run that fails removes nothing", || {
        let source = shelf.dumps()?.pop().context("a dump")?;
        EARLIER.iter().try_for_each(|name| shelf.copy(&source, name))?;
        let before = shelf.content()?;
        cluster.objects.apply(json!({
            "kind": "Secret", "metadata": {"name": POSTGRES}, "stringData": {"password": "wrong"}
        }));
        back_up(&cluster)?.badly("password authentication failed")?;
        ensure!(before == shelf.content()?, "{:?} is left", shelf.dumps()?);
        Ok(())
    })
}

/// Demands that exactly these dumps are left, and that each is whole.
fn keeps(shelf: &Shelf, expected: &[&str]) -> Result<()> {
    let dumps = shelf.dumps()?;
    ensure!(dumps == expected, "{dumps:?} are kept, and {expected:?} should be");
    dumps.iter().try_for_each(|name| shelf.whole(name))
}

/// Names of dumps tell seconds apart.
fn tick() {
    thread::sleep(Duration::from_millis(1050));
}
