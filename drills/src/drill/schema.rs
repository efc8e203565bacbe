//! The schema as its files say it, made by psql: what the server's own work is compared with.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, ensure};

use super::data;
use crate::cluster::Cluster;
use crate::service::postgres::Postgres;
use crate::stage::Stage;

/// The files, from the root of the repository.
const FOLDER: &str = "server/migrations";

/// A migration as it lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Its number.
    pub(super) number: u32,
    /// Its number and name.
    pub(super) name: String,
    /// The class that its first line names.
    pub(super) class: String,
    up: String,
}

/// The migrations in their order.
pub(super) fn steps(stage: &Stage<'_>) -> Result<Vec<Step>> {
    let folder = stage.root.join(FOLDER);
    let mut steps = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".up.sql") else { continue };
        let up = fs::read_to_string(&file)?;
        let number = name.split('_').next().and_then(|number| number.parse().ok());
        let class = up.lines().next().and_then(|line| line.strip_prefix("-- class: "));
        steps.push(Step {
            number: number.with_context(|| format!("{name}: no number"))?,
            name: name.to_owned(),
            class: class.with_context(|| format!("{name}: no class"))?.to_owned(),
            up,
        });
    }
    steps.sort_by_key(|step| step.number);
    ensure!(!steps.is_empty(), "{} holds no migrations", folder.display());
    Ok(steps)
}

/// What the seed plants: kind and id of each row.
const SEEDED: &str = "SELECT 'policy', id FROM renewal_policies UNION ALL \
                      SELECT 'rule', id FROM policy_rules ORDER BY 1, 2";

/// What psql makes of the files, in databases of its own.
pub(super) struct Reference<'a> {
    cluster: &'a Cluster,
    postgres: &'a Postgres,
    steps: Vec<Step>,
    seed: String,
}

impl<'a> Reference<'a> {
    /// Reads the files.
    pub(super) fn new(
        stage: &Stage<'_>,
        cluster: &'a Cluster,
        postgres: &'a Postgres,
    ) -> Result<Self> {
        let seed = fs::read_to_string(stage.root.join(FOLDER).join("seed.sql"))?;
        Ok(Reference { cluster, postgres, steps: steps(stage)?, seed })
    }

    /// Things of the schema after the migrations up to `head`, one by one.
    pub(super) fn at(&self, head: u32) -> Result<BTreeSet<String>> {
        let database = self.make(head)?;
        let things = schema_of(self.cluster, self.postgres, &database)?;
        self.drop(&database)?;
        Ok(things)
    }

    fn make(&self, head: u32) -> Result<String> {
        let database = format!("reference_{head}");
        self.postgres.sql(self.cluster, "postgres", &format!("CREATE DATABASE {database}"))?;
        let ups = self.steps.iter().filter(|step| step.number <= head).map(|step| step.up.as_str());
        self.postgres.sql(self.cluster, &database, &ups.collect::<String>())?;
        Ok(database)
    }

    fn drop(&self, database: &str) -> Result<()> {
        let sql = format!("DROP DATABASE {database}");
        self.postgres.sql(self.cluster, "postgres", &sql).map(drop)
    }

    /// Demands that the release's database is at head: record, schema and seed.
    pub(super) fn demand_head(&self) -> Result<()> {
        let sql = |database: &str, sql: &str| self.postgres.sql(self.cluster, database, sql);
        let recorded =
            sql(data::DATABASE, "SELECT name, class FROM schema_migrations ORDER BY version")?;
        let expected: Vec<String> =
            self.steps.iter().map(|step| format!("{}\t{}", step.name, step.class)).collect();
        let recorded: Vec<&str> = recorded.lines().collect();
        ensure!(
            recorded == expected,
            "the record holds {} of {} migrations, the last is {:?}",
            recorded.len(),
            expected.len(),
            recorded.last()
        );
        let head = self.steps.last().map_or(0, |step| step.number);
        let database = self.make(head)?;
        let expected = schema_of(self.cluster, self.postgres, &database)?;
        sql(&database, &self.seed)?;
        let seeded = sql(&database, SEEDED)?;
        self.drop(&database)?;
        demand_same(&expected, &schema_of(self.cluster, self.postgres, data::DATABASE)?)?;
        let found = sql(data::DATABASE, SEEDED)?;
        ensure!(found == seeded, "the seed should be\n{seeded}\nand is\n{found}");
        Ok(())
    }
}

/// Things of a schema, without rows and without the record.
pub(super) fn schema_of(
    cluster: &Cluster,
    postgres: &Postgres,
    database: &str,
) -> Result<BTreeSet<String>> {
    let mut things = data::inventory_of(cluster, postgres, database)?;
    things.retain(|thing| !thing.starts_with("rows of") && !thing.contains("schema_migrations"));
    Ok(things)
}

/// Demands that two schemas are the same.
pub(super) fn demand_same(expected: &BTreeSet<String>, found: &BTreeSet<String>) -> Result<()> {
    let lost = expected.difference(found).map(|thing| format!("lacks  {thing}"));
    let new = found.difference(expected).map(|thing| format!("has    {thing}"));
    let differences: Vec<String> = lost.chain(new).collect();
    ensure!(
        differences.is_empty(),
        "the schema is not what the files make, in {} things:\n{}",
        differences.len(),
        differences[..differences.len().min(8)].join("\n")
    );
    Ok(())
}

/// Empties the release's database, the record included.
pub(super) fn wipe(cluster: &Cluster, postgres: &Postgres) -> Result<()> {
    let sql = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    postgres.sql(cluster, data::DATABASE, sql).map(drop)
}
