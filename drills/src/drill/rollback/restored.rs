//! Class D, and whatever else a down would lose: the way back is a dump, by both runbooks' own steps.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;

use super::classes::{FLEET, WRITES, fails};
use super::operator::Operator;
use super::table::NUMBER;
use super::{NEW, SERVER};
use crate::drill::data;
use crate::drill::restore::{CACHES, EXAMPLE, name_of_dump, one_checksum};
use crate::stage::Stage;
use crate::workload;

/// What only the newest release has room for, a row for each migration whose down the runbook calls a
/// loss; one serial number is revoked under two issuers.
const NEWER: &str = "INSERT INTO certificate_revocations (id, certificate_id, issuer_id, serial_number) \
    VALUES ('r-1', 'mc', 'iss-a', '01'), ('r-2', 'mc', 'iss-b', '01'); \
    UPDATE agents SET retired_at = now(), retired_reason = 'scrapped' WHERE id = 'ag-idle'; \
    INSERT INTO acme_accounts (id, key_thumbprint) VALUES ('acc', 'x'); \
    INSERT INTO approvals (id, job_id) SELECT 'ap', id FROM jobs LIMIT 1; \
    INSERT INTO intermediate_cas VALUES ('ica', NULL, 'iss-a', 'pem', now())";
/// Some of these, of 000025, 000027 and 000028.
const DROPPED: &str = "SELECT (SELECT count(*) FROM acme_accounts) + (SELECT count(*) FROM approvals) + \
    (SELECT count(*) FROM intermediate_cas)";
/// What is above it goes with the down that somebody has run.
const BELOW_DROPPED: u32 = 24;
const CERTIFICATES: &str = "SELECT count(*) FROM managed_certificates";

/// The section that leads back to an older image.
const WAY_BACK: &str = "Roll back by a restore";
const RESTORE: &str = "Restore";

pub(super) fn run(stage: &Stage<'_>) -> Result<()> {
    let images = stage.by_form(&["0.1.0"][..], &["0.1.0", "0.11.0", "0.20.0"]);
    let mut operator = Operator::begin(stage, images[0])?;
    operator.sql(FLEET)?;
    operator.follow_backups("Switch it on", |block| !block.text.contains("sink=s3"))?;
    for (number, image) in images.iter().enumerate() {
        if number > 0 {
            operator.upgrade(image)?;
            operator.sql(WRITES)?;
        }
        operator.mark_revision()?;
        let before = operator.inventory()?;
        let dump = stage.measure(&format!("image {image}: the runbook takes a backup"), || {
            let dump = back_up(&mut operator)?;
            Ok((dump.clone(), dump))
        })?;
        operator.upgrade(NEW)?;
        operator.sql(WRITES)?;
        operator.sql(NEWER)?;
        if number == 0 {
            decide(stage, &mut operator)?;
            base(stage, &mut operator)?;
            dropped(stage, &mut operator)?;
        }
        go_back(stage, &mut operator, (image, &dump), &before)?;
    }
    Ok(())
}

/// A migration in what the server says that a down would destroy.
static LOST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\((0\d{5})_").expect("a valid pattern"));

/// The rows of the decision table that lead here: it says so, and there is no other way.
fn decide(stage: &Stage<'_>, operator: &mut Operator) -> Result<()> {
    stage.prove("the decision table says restore where the serial check finds a row", || {
        restores(&operator.document, "finds a row")?;
        let printed = operator.follow("Check before crossing 000012", |_| true)?;
        ensure!(printed.contains("(1 row)"), "{printed}");
        Ok(())
    })?;
    stage.measure("and where a down would lose what nothing can bring back", || {
        restores(&operator.document, "crosses 000001")?;
        restores(&operator.document, "An old down has already dropped")?;
        let row = restores(&operator.document, "You would need the down of")?.to_owned();
        let numbers: BTreeSet<&str> =
            NUMBER.find_iter(&row).map(|number| number.as_str()).collect();
        let lowest: u32 = numbers.first().context("the row names no migration")?.parse()?;
        let stopped = operator.revert_to(lowest - 1, false).err();
        let said = stopped.map(|error| format!("{error:#}")).unwrap_or_default();
        let lost: BTreeSet<&str> =
            LOST.captures_iter(&said).map(|lost| lost.extract::<1>().1[0]).collect();
        let silent: Vec<_> = numbers.difference(&lost).collect();
        ensure!(silent.is_empty(), "the server does not say what {silent:?} would destroy: {said}");
        // Its loss has a row of its own: class C.
        let lacking: Vec<_> = lost.difference(&numbers).filter(|of| **of != "000017").collect();
        ensure!(lacking.is_empty(), "the row does not name {lacking:?}, which would destroy rows");
        Ok(((), numbers.into_iter().collect::<Vec<_>>().join(", ")))
    })
}

/// The row of the decision table with these words in it, which must lead to a restore.
fn restores<'a>(document: &'a str, words: &str) -> Result<&'a str> {
    let row = document.lines().find(|line| line.starts_with("| ") && line.contains(words));
    let row = row.with_context(|| format!("no row of the decision table is for {words:?}"))?;
    let answer = row.split(" | ").nth(1).unwrap_or_default();
    ensure!(answer.starts_with("**Restore"), "the decision table says {answer:?} to {words:?}");
    Ok(row)
}

/// The down of 000001 goes under no circumstances without being told.
fn base(stage: &Stage<'_>, operator: &mut Operator) -> Result<()> {
    stage.prove("its down names the core tables that it would drop, and does not go", || {
        let before = operator.inventory()?;
        let task = "1\", \"--accept-data-loss";
        fails(operator.revert(task, false), "000001_initial_schema is base")?;
        let error = operator.revert_to(0, false).err();
        let text = error.map(|error| format!("{error:#}")).unwrap_or_default();
        for table in ["managed_certificates", "agents", "issuers"] {
            let row = format!("of {table} (000001_initial_schema)");
            ensure!(text.contains(&row), "it does not name {table}: {text}");
        }
        data::compare(&before, &operator.inventory()?, &[])
    })
}

/// A down has dropped what is needed, and the newer image is to stay.
fn dropped(stage: &Stage<'_>, operator: &mut Operator) -> Result<()> {
    let before = operator.inventory()?;
    let dump = back_up(operator)?;
    stage.prove("what a down has dropped the newer image makes again, empty", || {
        let fleet = operator.sql(CERTIFICATES)?;
        operator.revert_to(BELOW_DROPPED, true)?;
        operator.refused(DROPPED, "does not exist")?;
        operator.follow_backups(RESTORE, |block| block.step == 7)?;
        let rows = operator.sql(DROPPED)?;
        ensure!(rows == "0", "{rows} rows are there, which nothing can have made");
        let left = operator.sql(CERTIFICATES)?;
        ensure!(left == fleet, "{left} certificates are left of {fleet}");
        Ok(())
    })?;
    stage.prove("the restore of a dump from before that down brings it back", || {
        choose(operator, &dump)?;
        operator.follow_backups(RESTORE, |_| true)?;
        operator.verify()?;
        data::compare(&before, &operator.inventory()?, &CACHES)
    })
}

/// Back to the older image, as the runbook's section says.
fn go_back(
    stage: &Stage<'_>,
    operator: &mut Operator,
    (image, dump): (&str, &str),
    before: &BTreeSet<String>,
) -> Result<()> {
    let head = head(image)?;
    stage.measure(&format!("image {image}: the runbook sees how old the dump is"), || {
        choose(operator, dump)?;
        let printed = operator.follow(WAY_BACK, |block| block.step == 1)?;
        let last = printed.trim().split('\t').next().unwrap_or_default();
        ensure!(last.parse() == Ok(head), "it should end with {head:06}: {printed}");
        Ok(((), printed.trim().replace('\t', " ")))
    })?;
    stage.prove(
        &format!("image {image}: the runbook's steps lead back to it, and it runs"),
        || {
            for leg in legs(&operator.document)? {
                follow(operator, &leg, head)?;
            }
            let servers = workload::pods(&operator.cluster, "Deployment", SERVER)?.len();
            ensure!(servers == 1, "{servers} servers run");
            let log = operator.server_log()?;
            ensure!(!log.contains("the schema is newer"), "the schema is not of its time:\n{log}");
            Ok(())
        },
    )?;
    stage.prove(&format!("image {image}: its data are as at the backup, and it works"), || {
        let caches = if head < 19 { &[][..] } else { &CACHES };
        data::compare(before, &operator.inventory()?, caches)?;
        operator.sql(WRITES).map(drop)
    })
}

/// Steps of a section, or all of it, in one of the two runbooks.
#[derive(Debug, PartialEq, Eq)]
struct Leg {
    of_backups: bool,
    heading: String,
    steps: Option<(u32, u32)>,
}

/// The way that the section describes: items of its list that refer to a section, in their order.
fn legs(document: &str) -> Result<Vec<Leg>> {
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?m)^\d+\. (?:Steps? (\d+)(?: to (\d+))? of )?\[([^\]]+)\]\((postgres-backup\.md)?#",
        )
        .expect("a valid pattern")
    });
    let from = document.find(&format!("\n## {WAY_BACK}\n"));
    let section = &document[from.context("the runbook has no way back by a restore")? + 1..];
    let section = section.find("\n## ").map_or(section, |to| &section[..to]);
    let mut legs = Vec::new();
    for item in ITEM.captures_iter(section) {
        let number = |group: usize| item.get(group).map(|found| found.as_str().parse());
        let first: Option<u32> = number(1).transpose()?;
        let last = number(2).transpose()?.or(first);
        let heading = item[3].to_owned();
        legs.push(Leg { of_backups: item.get(4).is_some(), heading, steps: first.zip(last) });
    }
    ensure!(legs.len() > 1, "the way back by a restore has no steps");
    Ok(legs)
}

fn follow(operator: &mut Operator, leg: &Leg, head: u32) -> Result<()> {
    let Some((first, last)) = leg.steps else {
        ensure!(leg.heading == "Verify", "the drill does not know the whole of {leg:?}");
        return operator.verify();
    };
    for step in first..=last {
        let wanted = |block: &crate::operator::runbook::Block| block.step == step;
        let followed = match (leg.of_backups, &*leg.heading, step) {
            (true, RESTORE, 6) => empty_caches(operator, head),
            (true, heading, _) => operator.follow_backups(heading, wanted).map(drop),
            (false, _, _) => operator.follow(&leg.heading, wanted).map(drop),
        };
        followed.with_context(|| {
            format!("step {step} of {}: {}", leg.heading, operator.server_log().unwrap_or_default())
        })?;
    }
    Ok(())
}

/// Step 6 of the restore, with what it says of dumps that are older than its tables.
fn empty_caches(operator: &mut Operator, head: u32) -> Result<()> {
    const BOTH: &str = "TRUNCATE crl_cache, ocsp_response_cache";
    static OLDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?s)older than migration (\d{6}) \(or\s+(\d{6})\): leave that table's name out and\s+repeat\. Older than (\d{6}) [^.]*: leave the whole step out",
        )
        .expect("a valid pattern")
    });
    let said = OLDER.captures(&operator.backups);
    let said = said.context("step 6 no longer says what to do with an older dump")?;
    let [both, one, none] = [1, 2, 3].map(|group| said[group].parse().unwrap_or(u32::MAX));
    if head >= one {
        return operator.follow_backups(RESTORE, |block| block.step == 6).map(drop);
    }
    let lacking = if head < both { "crl_cache" } else { "ocsp_response_cache" };
    let refused = operator.follow_backups(RESTORE, |block| block.step == 6);
    fails(refused, &format!("relation \"{lacking}\" does not exist"))?;
    if head < none {
        return Ok(());
    }
    ensure!(head >= both, "the drill knows no dump of {head:06}");
    operator.replace(BOTH, "TRUNCATE crl_cache")?;
    let followed = operator.follow_backups(RESTORE, |block| block.step == 6).map(drop);
    operator.replace(BOTH, BOTH)?;
    followed
}

/// A backup by the runbook, copied out of the cluster and checked; its name.
fn back_up(operator: &mut Operator) -> Result<String> {
    let printed = operator.follow_backups("Run a backup now", |block| block.step == 1)?;
    let dump = name_of_dump(&printed)?;
    choose(operator, &dump)?;
    let copied = operator
        .follow_backups("Copy a dump to your machine", |block| !block.text.starts_with("aws"))?;
    one_checksum(&copied)?;
    operator.follow_backups("Check a dump", |_| true)?;
    Ok(dump)
}

/// The dump that the commands which follow are about.
fn choose(operator: &mut Operator, dump: &str) -> Result<()> {
    operator.replace(EXAMPLE, dump)
}

/// The newest migration of an older image of the drills, which its tag names.
fn head(image: &str) -> Result<u32> {
    let head = image.split('.').nth(1).context("a tag has three numbers")?;
    Ok(head.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_way_back_in_its_order() {
        let document = "# R\n\n## Roll back by a restore\n\nText.\n\n1. Choose, [copy](postgres-backup.md#copy).\n\n\
            2. Steps 1 to 6 of [Restore](postgres-backup.md#restore).\n\n\
            3. Step 5 of [Roll back](#roll-back), not 7.\n\n4. [Verify](#verify).\n\n## Verify\n\n1. [No](#no).\n";
        let leg = |of_backups, heading: &str, steps| Leg {
            of_backups,
            heading: heading.to_owned(),
            steps,
        };
        assert_eq!(
            legs(document).expect("a way"),
            [
                leg(true, "Restore", Some((1, 6))),
                leg(false, "Roll back", Some((5, 5))),
                leg(false, "Verify", None)
            ]
        );
    }
}
