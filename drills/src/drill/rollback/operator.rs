//! A release, and the operator who upgrades it by the guide and rolls it back by the runbook.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;

use super::{GUIDE, RUNBOOK, SERVER};
use crate::chart::Release;
use crate::cluster::Cluster;
use crate::drill::data::{self, PATIENCE, POSTGRES};
use crate::drill::restore;
use crate::operator::helm;
use crate::operator::runbook::{self, Block};
use crate::operator::terminal::Terminal;
use crate::running::until;
use crate::service::postgres::Postgres;
use crate::stage::Stage;
use crate::workload;

/// The runbook's example of a revision to return to.
const CHOSEN: &str = "helm rollback certctl 3";

/// A release of an older image that has been upgraded, and who rolls it back.
pub(super) struct Operator {
    pub(super) cluster: Cluster,
    pub(super) postgres: Postgres,
    pub(super) document: String,
    /// The runbook for backups, which this one goes on in where it restores.
    pub(super) backups: String,
    guide: String,
    terminal: Terminal,
}

impl Operator {
    /// Installs the image of a tag, and waits until it is ready.
    pub(super) fn begin(stage: &Stage<'_>, tag: &str) -> Result<Self> {
        let set =
            [format!("server.image.tag={tag}"), "postgresql.auth.password=of-the-drill".to_owned()];
        let mut cluster = stage.install(&Release { set: set.to_vec(), is_upgrade: false }, &[])?;
        let postgres = Postgres::start(&cluster, POSTGRES)?;
        workload::scale(&mut cluster, SERVER, 1)?;
        let mut terminal = Terminal::open(stage, &cluster)?;
        terminal.replace(CHOSEN, "helm rollback certctl 1")?;
        let (document, guide) = (stage.document(RUNBOOK)?, stage.document(GUIDE)?);
        let backups = stage.document(restore::RUNBOOK)?;
        let operator = Operator { cluster, postgres, document, backups, guide, terminal };
        operator.wait_until_ready()?;
        Ok(operator)
    }

    fn wait_until_ready(&self) -> Result<()> {
        until(PATIENCE, "the server is ready", || {
            let pods = workload::pods(&self.cluster, "Deployment", SERVER)?;
            let pod = pods.last().context("the server has ended")?;
            workload::is_ready(&self.cluster, pod).with_context(|| pod.logs())
        })
    }

    /// Upgrades to the image of a tag, as the guide says.
    pub(super) fn upgrade(&mut self, tag: &str) -> Result<()> {
        let keep = "--reset-then-reuse-values";
        self.terminal.replace(keep, &format!("{keep} --set-string server.image.tag={tag}"))?;
        // In the runbook's commands this is the newer image.
        self.terminal.replace("NEW=[0-9.]+", &format!("NEW={tag}"))?;
        let blocks = runbook::section(&self.guide, "Upgrade")?;
        let block = blocks.iter().find(|block| block.step == 2);
        let block = block.context("the guide's section \"Upgrade\" has changed its steps")?;
        self.terminal.run(&[block])?;
        self.cluster.refresh()
    }

    /// Everything in the release's database.
    pub(super) fn inventory(&self) -> Result<BTreeSet<String>> {
        data::inventory(&self.cluster, &self.postgres)
    }

    /// Runs SQL in the release's database.
    pub(super) fn sql(&self, sql: &str) -> Result<String> {
        self.postgres.sql(&self.cluster, data::DATABASE, sql)
    }

    /// Demands that SQL is refused for a reason.
    pub(super) fn refused(&self, sql: &str, reason: &str) -> Result<()> {
        match self.sql(sql) {
            Ok(_) => anyhow::bail!("{sql:?} should be refused for {reason:?}, and is not"),
            Err(error) => {
                let text = format!("{error:#}");
                ensure!(
                    text.contains(reason),
                    "{sql:?} is refused, but not for {reason:?}: {text}"
                );
                Ok(())
            }
        }
    }

    fn blocks(&self, heading: &str, wanted: impl Fn(&Block) -> bool) -> Result<Vec<Block>> {
        blocks(&self.document, heading, wanted)
    }

    /// Follows blocks of a section of the runbook; what they have printed.
    pub(super) fn follow(
        &mut self,
        heading: &str,
        wanted: impl Fn(&Block) -> bool,
    ) -> Result<String> {
        let blocks = self.blocks(heading, wanted)?;
        self.run(&blocks)
    }

    /// As [`Operator::follow`], of the runbook for backups.
    pub(super) fn follow_backups(
        &mut self,
        heading: &str,
        wanted: impl Fn(&Block) -> bool,
    ) -> Result<String> {
        let blocks = blocks(&self.backups, heading, wanted)?;
        self.run(&blocks)
    }

    fn run(&mut self, blocks: &[Block]) -> Result<String> {
        let printed = self.terminal.run(&blocks.iter().collect::<Vec<_>>());
        self.cluster.refresh()?;
        Ok(printed?.concat())
    }

    /// From now on a rollback returns to the revision that is deployed now.
    pub(super) fn mark_revision(&mut self) -> Result<()> {
        let number = helm::revisions(&self.cluster)?.len();
        self.terminal.replace(CHOSEN, &format!("helm rollback certctl {number}"))
    }

    /// What the runbooks show as an example (a pattern), and what it is here.
    pub(super) fn replace(&mut self, example: &str, actual: &str) -> Result<()> {
        self.terminal.replace(example, actual)
    }

    /// Steps of the rollback. Step 2 without docker, which a drill has not.
    pub(super) fn step(&mut self, step: u32) -> Result<String> {
        self.follow("Roll back, step by step", |block| {
            block.step == step && !block.text.contains("docker run")
        })
    }

    /// Step 4 and the migration task, with the migrations that are to go; the task's log.
    pub(super) fn revert(&mut self, numbers: &str, accept: bool) -> Result<String> {
        self.terminal.replace(r#""17""#, &format!("\"{numbers}\""))?;
        let mut stop = self.blocks("Roll back, step by step", |block| block.step == 4)?;
        if accept {
            // The runbook has this line in the text, for whoever has read what would be lost.
            let line = Regex::new(r#"`(TASK='[^`]*--accept-data-loss[^`]*')`"#)?;
            let line = line
                .captures(&self.document)
                .context("the runbook no longer says how to accept a loss")?;
            let last = stop.last_mut().context("step 4 has blocks")?;
            last.text = format!("{}{}\n", last.text, &line[1]);
        }
        let task =
            self.blocks("Migration task", |block| !block.text.contains("/app/migrations"))?;
        let (task, end) = task.split_at(2);
        let all: Vec<&Block> = stop.iter().chain(task).collect();
        let ended = self.terminal.run(&all);
        self.cluster.refresh()?;
        let running = workload::pods(&self.cluster, "Deployment", SERVER)?;
        let log = self.task_log();
        let cleared = self.terminal.run(&end.iter().take(1).collect::<Vec<_>>());
        self.cluster.refresh()?;
        ensure!(running.is_empty(), "a server was running while the schema went back");
        let printed = ended.with_context(|| log)?;
        cleared.map(|_| printed.concat())
    }

    fn task_log(&self) -> String {
        let pods = self.cluster.made_pods().unwrap_or_default();
        let task = pods.iter().rfind(|pod| pod.owner.1 == "certctl-migration-task");
        task.map(crate::cluster::Pod::logs).unwrap_or_default()
    }

    /// The log of the server that was started last.
    pub(super) fn server_log(&self) -> Result<String> {
        let pods = self.cluster.made_pods()?;
        let pod =
            pods.iter().rfind(|pod| pod.owner.1 == SERVER).context("no server was started")?;
        Ok(pod.logs())
    }

    /// The runbook's section that verifies a rollback, but for the port-forward: all is one machine.
    pub(super) fn verify(&mut self) -> Result<()> {
        let printed = self.follow("Verify", |block| !block.text.contains("port-forward"))?;
        let ready = r#"{"status":"ready","db":"reachable"}"#;
        ensure!(printed.contains(ready), "the server does not say {ready}:\n{printed}");
        Ok(())
    }

    /// The runbook's lines for an image that keeps no record, with the migration that is to go.
    pub(super) fn down_by_hand(&mut self, name: &str) -> Result<()> {
        let (number, _) = name.split_once('_').context("a migration has a number")?;
        self.terminal.replace("000017_[a-z_]+", name)?;
        self.terminal.replace("000017\\.", &format!("{number}."))?;
        self.follow("A down of image 2.1.0", |_| true).map(drop)
    }

    /// The migration task with the option that takes everything above a number back.
    pub(super) fn revert_to(&mut self, number: u32, accept: bool) -> Result<String> {
        self.terminal.replace("--migrate-down\"", "--migrate-down-to\"")?;
        let ended = self.revert(&number.to_string(), accept);
        self.terminal.replace("--migrate-down\"", "--migrate-down\"")?;
        ended
    }

    /// The guide's step from image 2.1.0, with the migration task.
    pub(super) fn adopt(&mut self) -> Result<String> {
        let blocks = runbook::section(&self.guide, "From image 2.1.0")?;
        let task =
            self.blocks("Migration task", |block| !block.text.contains("/app/migrations"))?;
        let all: Vec<&Block> = blocks.iter().chain(task.iter().take(3)).collect();
        let printed = self.terminal.run(&all)?.concat();
        self.cluster.refresh()?;
        ensure!(printed.contains("recorded the schema"), "the task says:\n{printed}");
        Ok(printed)
    }

    /// Starts the server anew.
    pub(super) fn restart(&mut self) -> Result<()> {
        workload::scale(&mut self.cluster, SERVER, 0)?;
        workload::scale(&mut self.cluster, SERVER, 1)?;
        self.wait_until_ready()
    }
}

fn blocks(document: &str, heading: &str, wanted: impl Fn(&Block) -> bool) -> Result<Vec<Block>> {
    let mut blocks = runbook::section(document, heading)?;
    blocks.retain(wanted);
    ensure!(!blocks.is_empty(), "the runbook's section {heading:?} has changed its steps");
    Ok(blocks)
}
