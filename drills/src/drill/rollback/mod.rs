//! `rollback`: each class of migration, upgraded over and rolled back by the runbook's own commands.

mod classes;
mod downs;
mod faults;
mod operator;
mod restored;
mod table;
mod untracked;

use super::{Drill, Part};

const RUNBOOK: &str = "docs/operator/runbooks/rollback.md";
const GUIDE: &str = "docs/operator/helm-deployment.md";
const SERVER: &str = "certctl-server";
/// The tag of this repository's own server.
const NEW: &str = "2.3.0";

/// The drill.
pub(super) const DRILL: Drill = Drill {
    name: "rollback",
    about: "every class of migration, upgraded over and rolled back by the runbook's own commands",
    parts: &[
        Part { name: "table", run: downs::run },
        Part { name: "additive", run: classes::additive },
        Part { name: "tightening", run: classes::tightening },
        Part { name: "append-only", run: classes::append_only },
        Part { name: "renaming", run: classes::renaming },
        Part { name: "class-d", run: restored::run },
        Part { name: "untracked", run: untracked::run },
    ],
    faults: faults::FAULTS,
    long_adds: "rollback compares the schema after every down instead of some, and goes back by a restore to two more images",
};
